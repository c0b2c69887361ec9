import Solo5
import Testing

@Suite struct PeerTests {
  @Test func `reads an address and a port`() {
    #expect(Peer("10.0.2.2:9000")?.address == 0x0a00_0202)
    #expect(Peer("255.255.255.255:65535")?.port == 65535)
    #expect(Peer("0.0.0.0:1") != nil)
  }

  @Test(arguments: [
    "", ":", "10.0.2.2", "10.0.2.2:", "10.0.2.2:0", "10.0.2.2:65536", "10.0.2:1", "10.0.2.2.2:1",
    "256.0.0.1:1", "10.00.2.2:1", "10.0.2.2:01", "a.0.2.2:1", "10.0.2.-2:1", "10..2.2:1",
    "10.0.2.2:1:1", " 10.0.2.2:1", "10.0.2.2:99999999999999999999",
  ])
  func `refuses what is none`(text: String) { #expect(Peer(text) == nil) }
}
