import HostAgent
import Solo5
import Testing
import Vocabulary

@Suite struct MonitorLaunchTests {
  private func launch(
    setpriv: String? = nil, forwards: [MonitorLaunch.Forward] = []
  ) -> MonitorLaunch {
    MonitorLaunch(
      monitor: "/opt/merlon-ukvm", setpriv: setpriv, image: "/state/images/00", memoryMiB: 32,
      control: "/state/run/1", forwards: forwards)
  }

  @Test func `a guest without ports gets no network`() {
    #expect(
      launch().arguments == [
        "/opt/merlon-ukvm", "--mem=32", "--control=/state/run/1", "--", "/state/images/00",
      ])
    #expect(launch().program == "/opt/merlon-ukvm")
  }

  @Test func `shared sockets are held, the one for probes is not`() {
    let launch = launch(forwards: [
      .init(descriptor: 7, guest: 80, isHeld: true),
      .init(descriptor: 9, guest: 80, isHeld: false),
    ])
    #expect(
      launch.arguments[1...4] == [
        "--mem=32", "--net:service=user", "--forward:service=@7:80,held",
        "--forward:service=@9:80",
      ])
  }

  @Test func `a guest on a tap has its place told, after its image`() throws {
    let launch = MonitorLaunch(
      monitor: "/opt/merlon-ukvm", setpriv: nil, image: "/state/images/00", memoryMiB: 32,
      control: "/state/run/1",
      network: .tap(
        try #require(InterfaceName("m0-1")), MACAddress(octets: [2, 0x4d, 10, 0, 0, 255])),
      forwards: [], guestArguments: ["--ipv4=10.0.0.255/8", "--own-mac=06:00:00:00:00:01"])
    #expect(
      launch.arguments[1...] == [
        "--mem=32", "--net:service=m0-1", "--net-mac:service=02:4d:0a:00:00:ff",
        "--control=/state/run/1", "--", "/state/images/00", "--ipv4=10.0.0.255/8",
        "--own-mac=06:00:00:00:00:01",
      ])
  }

  @Test func `a guest with a network and no ports is alone on it`() {
    let launch = MonitorLaunch(
      monitor: "/opt/merlon-ukvm", setpriv: nil, image: "/state/images/00", memoryMiB: 32,
      control: "/state/run/1", network: .user, forwards: [])
    #expect(launch.arguments.contains("--net:service=user"))
  }

  @Test func `secrets are inherited, never named on the command line`() {
    let launch = MonitorLaunch(
      monitor: "/opt/merlon-ukvm", setpriv: nil, image: "/state/images/00", memoryMiB: 32,
      control: "/state/run/1",
      forwards: [.init(descriptor: 7, guest: 443, isHeld: true)],
      blocks: [.init(device: "secrets", descriptor: 11)])
    #expect(launch.arguments.contains("--block-readonly:secrets=@11"))
    #expect(launch.inherited == [7, 11])
  }

  @Test func `the end of the right to run is the monitor's to keep, too`() {
    let launch = MonitorLaunch(
      monitor: "/opt/merlon-ukvm", setpriv: nil, image: "/state/images/00", memoryMiB: 32,
      control: "/state/run/1", forwards: [], notAfter: Instant("2030-12-31T00:00:00Z"))
    #expect(launch.arguments.contains("--not-after=2030-12-31T00:00:00Z"))
  }

  @Test func `with setpriv the monitor dies with the agent`() {
    let launch = launch(setpriv: "/usr/bin/setpriv")
    #expect(launch.program == "/usr/bin/setpriv")
    #expect(
      launch.arguments.prefix(5) == [
        "/usr/bin/setpriv", "--pdeathsig", "KILL", "--", "/opt/merlon-ukvm",
      ])
  }
}
