import Foundation
import HostAgent
import HostLink
import Keys
import Testing
import Vocabulary

/// What a host says no to, before anything changes.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
  private let authority = OrderAuthority(key: SigningKey())

  /// A wish that no monitor is needed for: it is refused.
  private func wish(
    _ name: String = "web", digest: Digest, target: Target = .spt, port: UInt16? = nil
  ) -> DesiredInstance {
    DesiredInstance(
      name: AgentWorld.name(name), image: AgentWorld.name("web"), digest: digest, target: target,
      memoryMiB: 4, ports: port.map { [PortForward(guest: 80, host: $0)] } ?? [], probes: [],
      revision: AgentWorld.revision(1))
  }

  private func refusal(
    _ client: HostClient, _ instances: [DesiredInstance], fleet: String = "fleet"
  ) -> String {
    let error = #expect(throws: HostLinkError.self) {
      try client.apply(
        DesiredState(fleet: AgentWorld.name(fleet), instances: instances), by: authority)
    }
    #expect(error?.code == .refused)
    return error?.detail ?? ""
  }

  @Test func `an image whose bytes are others`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    let error = #expect(throws: HostLinkError.self) {
      try client.putImage(Digest.sha256([1]), [2])
    }
    #expect(error?.code == .refused)
    #expect(try !client.hasImage(Digest.sha256([1])))
    try client.putImage(Digest.sha256([2]), [2])
    #expect(try client.hasImage(Digest.sha256([2])))
  }

  @Test func `an instance whose image it does not hold`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    let digest = Digest.sha256([7])
    #expect(refusal(client, [wish(digest: digest)]).contains(digest.short))
    #expect(try client.status() == [])
    world.stop()
    #expect(!FileManager.default.fileExists(atPath: world.folder + "/journal/fleet.json"))
  }

  @Test func `a port that another program has`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    let digest = Digest.sha256([7])
    try client.putImage(digest, [7])
    let taken = try FreePort.held()
    defer { close(taken.descriptor) }
    let words = refusal(client, [wish(digest: digest, port: taken.port)])
    #expect(words.contains("\(taken.port)") && words.contains("another program"))
  }

  @Test func `a port that two instances want`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    let digest = Digest.sha256([7])
    try client.putImage(digest, [7])
    let free = try FreePort.held()
    close(free.descriptor)
    let one = wish("one", digest: digest, port: free.port)
    let two = wish("two", digest: digest, port: free.port)
    #expect(refusal(client, [one, two]).contains("fleet.two"))
    try client.apply(
      DesiredState(fleet: AgentWorld.name("fleet"), instances: [one]), by: authority)
    #expect(refusal(client, [two], fleet: "other").contains("fleet.one"))
  }

  @Test func `hvt without a machine for it`() throws {
    guard access("/dev/kvm", R_OK | W_OK) != 0 else {
      print("RefusalTests: skipped hvt without KVM: this machine has /dev/kvm")
      return
    }
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    try client.putImage(Digest.sha256([7]), [7])
    #expect(client.greeting.capabilities == ["spt"])
    #expect(refusal(client, [wish(digest: Digest.sha256([7]), target: .hvt)]).contains("kvm"))
  }

  @Test func `to start without a monitor`() throws {
    let world = try AgentWorld()
    let error = #expect(throws: HostAgentError.self) {
      try world.start(monitor: "/nonexistent/merlon-ukvm")
    }
    #expect(error?.code == .monitor)
    #expect(error?.detail.contains("MERLON_UKVM") == true)
  }

  @Test func `to start in a folder whose sockets would have too long names`() throws {
    let error = #expect(throws: HostAgentError.self) {
      try HostAgent.start(
        HostAgentConfiguration(
          host: AgentWorld.name("here"),
          stateDirectory: "/tmp/" + String(repeating: "x", count: 99),
          monitor: "/bin/true"))
    }
    #expect(error?.code == .folder)
  }
}
