import Policy
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

@Suite struct StopGuardTests {
  private func isRefused(_ stopped: Int, of count: Int, _ percent: Int = 50) -> Bool {
    let fleet = Fleet(
      name: "f", catalogs: [], rollout: .init(maxStoppedPercent: percent),
      location: SourceLocation(file: "merlon.yaml"))
    return StopGuard.objection(to: fleet, stopping: stopped, of: count) != nil
  }

  @Test func `refuses to stop more than a fleet allows, but for a single instance`() {
    #expect(!isRefused(0, of: 0) && !isRefused(1, of: 1) && !isRefused(2, of: 4))
    #expect(isRefused(2, of: 2) && isRefused(3, of: 4) && isRefused(100, of: 199))
    #expect(!isRefused(2, of: 2, 100) && isRefused(2, of: 100, 1) && !isRefused(1, of: 100, 0))
  }
}
