import Reconciler
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// Bounds that can only be checked on what was built.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BoundTests {
  @Test func `a bound that comes later holds for an image that is built already`() async throws {
    try await Fleet.withCommitted { fleet in
      let refused = Mutex<[Diagnostic]>([])
      let reconciler = try await fleet.reconciler { event in
        if case .refused(_, let found) = event { refused.withLock { $0 += found } }
      }
      _ = try await reconciler.pass()
      #expect(refused.withLock { $0.isEmpty })
      try fleet.bound(textKiB: 4)
      try await fleet.commit("Small")
      _ = try await reconciler.pass()
      let found = refused.withLock { $0 }
      #expect(found.map(\.location.file) == ["requirements/small.yaml"], "\(found)")
      #expect(found.first?.message.hasSuffix("requirement small allows 4 KiB") == true)
      // It is not a matter of what happened to be built in between.
      try fleet.bound(textKiB: 400)
      try await fleet.commit("Not that small")
      _ = try await reconciler.pass()
      #expect(refused.withLock { $0 } == found)
    }
  }
}
