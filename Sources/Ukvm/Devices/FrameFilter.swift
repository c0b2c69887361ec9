package import Solo5

/// Which frames of a tap a guest gets to see: those that policy lets in.
///
/// Connections come in only at the ports that policy opens, and go out only to the sockets that it
/// names: without the answer to its first segment a guest has no connection. TCP that is fragmented
/// or hidden behind tags or other headers, and all protocols but ARP, ICMP and TCP, stay outside.
/// What a guest sends goes out as it is, as on any tap.
package enum FrameFilter {
  private typealias Instruction = FilterInstruction

  private static let accept = Instruction.give(.max)
  private static let drop = Instruction.give(0)
  private static let headerBytes: UInt32 = 14

  /// A program of socket filters: gives how many bytes of a frame to keep.
  package static func program(ports: Set<UInt16>, peers: Set<Peer>) -> [FilterInstruction] {
    [.loadHalf(12)]
      + when(0x0806, [accept])
      + when(0x0800, internet(ports, peers))
      + when(0x86dd, internet6(ports))
      + [drop]
  }

  /// `block`, which ends in a verdict, if what was loaded is `value`.
  private static func when(_ value: UInt32, _ block: [Instruction]) -> [Instruction] {
    [.ifEqual(value, then: 1, else: 0), .jump(block.count)] + block
  }

  private static func internet(_ ports: Set<UInt16>, _ peers: Set<Peer>) -> [Instruction] {
    // No fragment; a header of version 4 with all of its fields.
    let segment: [Instruction] =
      [
        .loadHalf(20), .ifAnyBit(0x3fff, then: 0, else: 1), drop,
        .loadByte(14), .ifAtLeast(0x45, then: 1, else: 0), drop,
        .ifGreater(0x4f, then: 0, else: 1), drop,
        .indexByHeaderLength(14),
      ] + transmission(ports, answer: answer(from: peers))
    return [.loadByte(23)] + when(1, [accept]) + when(6, segment) + [drop]
  }

  private static func internet6(_ ports: Set<UInt16>) -> [Instruction] {
    [.loadByte(20)] + when(58, [accept])
      + when(6, [.index(40)] + transmission(ports, answer: [drop])) + [drop]
  }

  /// Judges a TCP segment that begins where the index says, behind the Ethernet header.
  private static func transmission(
    _ ports: Set<UInt16>, answer: [Instruction]
  ) -> [Instruction] {
    let begin =
      [.loadHalfIndexed(headerBytes + 2)]
      + ports.sorted().flatMap { port in
        [.ifEqual(UInt32(port), then: 0, else: 1), accept]
      } + [drop]
    let (synchronise, acknowledge): (UInt32, UInt32) = (0x02, 0x10)
    // Without the first flag it belongs to a connection that is there, or to none.
    return [
      .loadByteIndexed(headerBytes + 13),
      .ifAnyBit(synchronise, then: 1, else: 0), accept,
      .ifAnyBit(acknowledge, then: 1, else: 0), .jump(answer.count),
    ] + answer + begin
  }

  /// Judges the answer to a connection that the guest has begun.
  private static func answer(from peers: Set<Peer>) -> [Instruction] {
    peers.sorted { ($0.address, $0.port) < ($1.address, $1.port) }.flatMap { peer in
      [
        .load(26), .ifEqual(peer.address, then: 0, else: 3),
        .loadHalfIndexed(headerBytes), .ifEqual(UInt32(peer.port), then: 0, else: 1), accept,
      ]
    } + [drop]
  }
}
