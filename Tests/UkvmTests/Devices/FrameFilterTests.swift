import Solo5
import TestSupport
import Testing
import Ukvm

/// The filter of a tap, run by an interpreter of BPF over frames.
@Suite struct FrameFilterTests {
  private static let ports: Set<UInt16> = [80, 443]
  private static let peers: Set<Peer> = Set(
    ["10.0.2.2:9000", "10.0.2.2:9001", "192.0.2.7:443"].compactMap { Peer($0) })
  private static let program = FrameFilter.program(ports: ports, peers: peers)

  private enum Flags {
    static let syn: UInt8 = 0x02
    static let ack: UInt8 = 0x10
    static let rst: UInt8 = 0x04
  }

  private struct Segment {
    var source = "10.0.2.2:50000"
    var port: UInt16 = 80
    var flags: UInt8 = Flags.syn
    var options = 0
    var fragment: UInt16 = 0x4000

    /// The frame, Ethernet header first.
    var frame: [UInt8] {
      let peer = Peer(source)
      let words = 5 + options
      var frame = [UInt8](repeating: 2, count: 12) + [8, 0, UInt8(0x40 | words), 0, 0, 60]
      frame += [0, 0, UInt8(fragment >> 8), UInt8(fragment & 0xff), 64, 6, 0, 0]
      let address = peer?.address ?? 0
      frame += (0..<4).reversed().map { UInt8(truncatingIfNeeded: address >> (8 * $0)) }
      frame += [10, 0, 2, 15] + [UInt8](repeating: 1, count: 4 * options)
      return frame + FrameFilterTests.header(peer?.port ?? 0, port, flags)
    }

    /// The same over IPv6.
    var frame6: [UInt8] {
      let frame = [UInt8](repeating: 2, count: 12) + [0x86, 0xdd, 0x60, 0, 0, 0, 0, 20, 6, 64]
      return frame + [UInt8](repeating: 3, count: 32)
        + FrameFilterTests.header(Peer(source)?.port ?? 0, port, flags)
    }
  }

  private static func header(_ from: UInt16, _ to: UInt16, _ flags: UInt8) -> [UInt8] {
    [UInt8(from >> 8), UInt8(from & 0xff), UInt8(to >> 8), UInt8(to & 0xff)]
      + [UInt8](repeating: 0, count: 8) + [0x50, flags, 1, 0, 0, 0, 0, 0]
  }

  private func lets(_ frame: [UInt8]) -> Bool {
    FilterMachine.run(Self.program, over: frame) == .max
  }

  @Test func `connections come in at open ports only`() {
    #expect(lets(Segment().frame) && lets(Segment(port: 443).frame))
    #expect(lets(Segment(options: 10).frame) && lets(Segment().frame6))
    for port: UInt16 in [0, 22, 81, 0x5000, 65535] {
      #expect(!lets(Segment(port: port).frame), "\(port)")
      #expect(!lets(Segment(port: port, options: 3).frame), "\(port)")
      #expect(!lets(Segment(port: port).frame6), "\(port)")
    }
  }

  @Test func `connections go out to named sockets only`() {
    let answer = Flags.syn | Flags.ack
    for source in ["10.0.2.2:9000", "10.0.2.2:9001", "192.0.2.7:443"] {
      #expect(lets(Segment(source: source, port: 51000, flags: answer).frame), "\(source)")
      #expect(lets(Segment(source: source, port: 51000, flags: answer, options: 4).frame))
    }
    for source in ["10.0.2.2:9002", "10.0.2.3:9000", "192.0.2.7:9000", "2.2.0.10:9000"] {
      #expect(!lets(Segment(source: source, port: 51000, flags: answer).frame), "\(source)")
    }
    #expect(!lets(Segment(source: "10.0.2.2:9000", port: 51000, flags: answer).frame6))
  }

  @Test func `what belongs to a connection gets through`() {
    for flags in [Flags.ack, Flags.rst, Flags.ack | 1, Flags.ack | 8, 0] {
      #expect(lets(Segment(port: 51000, flags: flags).frame), "\(flags)")
      #expect(lets(Segment(port: 51000, flags: flags).frame6), "\(flags)")
    }
  }

  @Test func `of other protocols, ARP and ICMP get through`() {
    var frame = Segment().frame
    for (type, isLet) in [(0x0806, true), (0x8100, false), (0x88a8, false), (0x1234, false)] {
      frame[12] = UInt8(type >> 8)
      frame[13] = UInt8(type & 0xff)
      #expect(lets(frame) == isLet, "\(type)")
    }
    for (number, isLet): (UInt8, Bool) in [(1, true), (17, false), (41, false), (132, false)] {
      var packet = Segment().frame
      packet[23] = number
      #expect(lets(packet) == isLet, "\(number)")
    }
    for (number, isLet): (UInt8, Bool) in [(58, true), (0, false), (43, false), (44, false)] {
      var packet = Segment().frame6
      packet[20] = number
      #expect(lets(packet) == isLet, "\(number)")
    }
  }

  @Test func `what could hide a first segment stays outside`() {
    for fragment: UInt16 in [0x2000, 1, 0x1fff, 0x6000] {
      #expect(!lets(Segment(flags: Flags.ack, fragment: fragment).frame), "\(fragment)")
    }
    for length: UInt8 in [0x40, 0x44, 0x35, 0x55, 0x65, 0x00] {
      var frame = Segment(flags: Flags.ack).frame
      frame[14] = length
      #expect(!lets(frame), "\(length)")
    }
    let whole = Segment().frame
    // The flags are the 14th byte of the TCP header.
    for count in 0..<(14 + 20 + 14) { #expect(!lets(Array(whole[..<count])), "\(count)") }
  }

  @Test func `without ports and peers nothing begins`() {
    let program = FrameFilter.program(ports: [], peers: [])
    for flags in [Flags.syn, Flags.syn | Flags.ack] {
      let frame = Segment(source: "10.0.2.2:9000", flags: flags).frame
      #expect(FilterMachine.run(program, over: frame) == 0)
    }
  }
}
