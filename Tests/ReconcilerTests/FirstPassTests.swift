import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// A reconciler that is killed before there is a ledger, or while it begins one.
extension KillTests {
  /// What a reconciler has just done when it is killed.
  enum Moment: String, CaseIterable, Sendable {
    case locked, stored, recorded, serving

    /// Whether it has done it.
    func isReached(in fleet: Fleet) -> Bool {
      let folder = fleet.path + "/.git/"
      func isThere(_ path: String) -> Bool { access(folder + path, F_OK) == 0 }
      return switch self {
      case .locked: isThere("merlon/controller.lock")
      case .stored: isThere("merlon/images/index.json")
      case .recorded: isThere("refs/notes/merlon/ledger")
      case .serving: fleet.ask("/") == 200
      }
    }
  }

  @Test(arguments: Moment.allCases)
  func `a reconciler killed in its first pass loses and doubles nothing`(
    moment: Moment
  ) async throws {
    try await killFirstPass("once it has \(moment)") { fleet in
      try await Patience.wait(until: "\(moment)") { moment.isReached(in: fleet) }
    }
  }

  @Test(arguments: Seeds.first(4))
  func `a first pass may be killed after any time`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let pause = Duration.milliseconds(Int.random(in: 0...1500, using: &random))
    try await killFirstPass("seed \(seed)") { _ in try await Task.sleep(for: pause) }
  }

  private func killFirstPass(
    _ when: String, after wait: (Fleet) async throws -> Void
  ) async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.write(FleetPolicy.inner(port: LocalPort.free()), to: "images/inner.yaml")
      // What came before the first pass has no verdict: one commit shall have one.
      try await fleet.git("add", "--all")
      try await fleet.git("commit", "--quiet", "--amend", "--no-edit")
      let commit = try await fleet.git("rev-parse", "HEAD")
      try await fleet.startHost()
      let reconciler = try fleet.startMerlon("reconcile")
      try await wait(fleet)
      reconciler.send(SIGKILL)
      #expect(try await reconciler.wait() == .signalled(SIGKILL), "\(when)")
      try await finish(fleet, [commit], when)
      let builds = try await fleet.record(of: commit)?["builds"]?.array
      #expect(builds?.compactMap { $0["image"]?.string }.sorted() == ["inner", "web"], "\(when)")
    }
  }
}
