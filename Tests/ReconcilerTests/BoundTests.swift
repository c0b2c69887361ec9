import Foundation
import ImageStore
import Keys
import Reconciler
import Synchronization
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// Bounds that can only be checked on what was built.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BoundTests {
  @Test func `a bound that comes later holds for an image that is built already`() async throws {
    try await Fleet.withCommitted { fleet in
      let refused = Mutex<[Diagnostic]>([])
      let state = fleet.path + "/.git/merlon"
      let store = try ImageStore(at: state + "/images")
      let toolchain = try await EmbeddedToolchain.find(
        cache: E2E.cache, environment: fleet.environment)
      let reconciler = try Reconciler(
        ReconcilerConfiguration(
          repositoryPath: fleet.path, branch: "main",
          key: SigningKey(readingFile: state + "/controller.key"), stateFolder: state,
          catalogs: CatalogFetcher(repositoryAt: fleet.path, environment: fleet.environment)),
        builder: ImageBuilder(
          toolchain: toolchain, store: store, repositoryAt: fleet.path, jobs: 2), store: store
      ) { event in
        if case .refused(_, let found) = event { refused.withLock { $0 += found } }
      }
      _ = try await reconciler.pass()
      #expect(refused.withLock { $0.isEmpty })
      let bound = """
        apiVersion: merlon.dev/v1
        kind: SecurityRequirement
        metadata: {name: small}
        spec:
          selector: {matchLabels: {exposure: public}}
          limits: {textKiB: 4}

        """
      try fleet.write(bound, to: "requirements/small.yaml")
      try await fleet.commit("Small")
      _ = try await reconciler.pass()
      let found = refused.withLock { $0 }
      #expect(found.map(\.location.file) == ["requirements/small.yaml"], "\(found)")
      #expect(found.first?.message.hasSuffix("requirement small allows 4 KiB") == true)
      // It is not a matter of what happened to be built in between.
      try fleet.replace("textKiB: 4", by: "textKiB: 400", in: "requirements/small.yaml")
      try await fleet.commit("Not that small")
      _ = try await reconciler.pass()
      #expect(refused.withLock { $0 } == found)
    }
  }
}
