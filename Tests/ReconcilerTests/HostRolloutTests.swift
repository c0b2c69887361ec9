import HostLink
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

/// What a controller makes of what a host says, over a real socket.
@Suite(.timeLimit(.minutes(10))) struct HostRolloutTests {
  /// A host on which every wish fails, and which says so before it has said that the instance
  /// before it goes on serving.
  private final class FailingHost: HostService {
    private let wish = Mutex<DesiredState?>(nil)
    private let serving: [InstanceStatus]

    init(serving: [InstanceStatus]) { self.serving = serving }

    var greeting: HostGreeting {
      HostGreeting(host: "here", version: HostLinkLimits.version, capabilities: ["spt"])
    }
    func hasImage(_ digest: Digest) -> Bool { true }
    func lacking(_ offer: ImageOffer) throws(HostLinkError) -> [Int] { [] }
    func keepChunk(_ digest: Digest, _ bytes: [UInt8]) throws(HostLinkError) {}
    func completeImage(_ offer: ImageOffer) throws(HostLinkError) {}
    func apply(_ desired: DesiredState) throws(HostLinkError) { wish.withLock { $0 = desired } }
    func status() -> [InstanceStatus] { serving }
    func events(since number: Int, waitMilliseconds: Int) -> [HostEvent] {
      guard number == 0, let wish = wish.withLock({ $0 }) else { return [] }
      return wish.instances.enumerated().map { index, instance in
        HostEvent(
          number: index + 1, time: .now, fleet: wish.fleet, desired: instance, what: .failed,
          detail: "its probe failed")
      }
    }
    func requestStop() {}
  }

  private func instance(_ name: ImageName, _ seed: UInt8) -> DesiredInstance {
    DesiredInstance(
      name: InstanceName(name), image: name,
      digest: Digest(bytes: Array(repeating: seed, count: 32)),
      target: .spt, memoryMiB: 16, ports: [], probes: [],
      revision: CommitID(bytes: Array(repeating: seed, count: 20)))
  }

  @Test func `a failure says whether the instance before it serves, whatever was said of it yet`()
    throws
  {
    let fleet: FleetName = "fleet"
    let serving = [
      InstanceStatus(fleet: fleet, desired: instance("old", 1), state: .serving),
      InstanceStatus(fleet: fleet, desired: instance("gone", 1), state: .failed),
      InstanceStatus(fleet: "other", desired: instance("new", 1), state: .serving),
    ]
    let scratch = try Scratch()
    let path = scratch.path + "/s"
    let server = try HostLinkServer.start(at: path, service: FailingHost(serving: serving))
    defer { server.close() }
    let wanted = [instance("old", 2), instance("gone", 2), instance("new", 2)]
    var rollout = try HostRollout(
      HostWish(
        host: "here", agent: .socket(path), desired: DesiredState(fleet: fleet, instances: wanted),
        images: []))
    let outcomes = try rollout.run(awaiting: ["old", "gone", "new"]) { _ in [] }
    #expect(outcomes.map(\.image) == ["old", "gone", "new"])
    #expect(
      outcomes.map(\.ending)
        == [true, false, false].map {
          .failed("its probe failed", rolledBack: $0)
        })
  }
}
