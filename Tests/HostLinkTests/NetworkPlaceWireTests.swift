import HostLink
import TestSupport
import Testing
import Vocabulary

/// Instances with an address of their own, and what is counted while they are watched.
@Suite struct NetworkPlaceWireTests {
  private func place(_ text: String) throws -> NetworkPlace {
    try NetworkPlace(WireReader(JSON.parse(text)))
  }

  @Test func `what is written is read back`() throws {
    var instance = Fixture.instance
    for gateway in [nil, InternetAddress("192.0.2.1")] {
      let address = try #require(InternetInterface("192.0.2.7/24"))
      let bridge = try #require(InterfaceName("br0"))
      instance.bridge = NetworkPlace(bridge: bridge, address: address, gateway: gateway)
      instance.watchSeconds = 60
      #expect(try DesiredInstance(WireReader(instance.json)) == instance)
      #expect(instance.hostPorts == [])
    }
    #expect(Fixture.instance.hostPorts == [8080])
  }

  @Test func `another place is another version, another watch is not`() throws {
    var moved = Fixture.instance
    moved.bridge = try place(#"{"bridge":"br0","address":"192.0.2.7/24"}"#)
    #expect(InstanceVersion(moved) != InstanceVersion(Fixture.instance))
    var watched = Fixture.instance
    watched.watchSeconds = 60
    #expect(InstanceVersion(watched) == InstanceVersion(Fixture.instance))
    #expect(InstanceVersion(moved, isElsewhere: true) != InstanceVersion(moved))
  }

  @Test(arguments: [
    #"{"address":"192.0.2.7/24"}"#, #"{"bridge":"br0"}"#,
    #"{"bridge":"../br0","address":"192.0.2.7/24"}"#,
    #"{"bridge":"br 0","address":"192.0.2.7/24"}"#,
    #"{"bridge":"br0","address":"192.0.2.7"}"#, #"{"bridge":"br0","address":"192.0.2.7/24 x"}"#,
    #"{"bridge":"br0","address":"192.0.2.7/24","gateway":"192.0.2"}"#,
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: HostLinkError.self) { try place(text) }
  }

  @Test func `probes are counted, but for those that could not be asked`() throws {
    func result(_ verdict: ProbeResult.Verdict) -> ProbeResult {
      ProbeResult(
        probe: Probe(path: "/", expecting: .status(200)), verdict: verdict, detail: "",
        milliseconds: 1)
    }
    var count = ProbeCount()
    count.add([result(.passed), result(.failed), result(.unknown)])
    count.add([result(.failed)])
    count.milliseconds = 1500
    #expect(count.asked == 3 && count.failed == 2)
    #expect(try ProbeCount(WireReader(count.json)) == count)
  }
}
