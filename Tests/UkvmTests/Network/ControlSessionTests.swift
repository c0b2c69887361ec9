import Testing
import Ukvm

/// The control socket's little language.
@Suite struct ControlSessionTests {
  @Test func `reads commands however they are cut up`() {
    let text = Array("open\nstatus\r\nclose\nOPEN\n\n open\n".utf8)
    let expected: [ControlSession.Command] = [.open, .status, .close, .unknown, .unknown, .unknown]
    for size in 1...text.count {
      var session = ControlSession()
      var commands: [ControlSession.Command] = []
      for start in stride(from: 0, to: text.count, by: size) {
        commands += session.receive(text[start..<min(start + size, text.count)])
      }
      #expect(commands == expected, "pieces of \(size)")
    }
  }

  @Test func `passes over a line without end`() {
    var session = ControlSession()
    for _ in 0..<100 {
      #expect(session.receive(repeatElement(UInt8(ascii: "x"), count: 1000)).isEmpty)
    }
    #expect(session.receive(Array("\nopen\n".utf8)) == [.unknown, .open])
  }
}
