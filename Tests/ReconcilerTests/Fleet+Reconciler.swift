import HostLink
import ImageStore
import Keys
import Reconciler
import TestSupport
import Toolchains
import Vocabulary

extension Fleet {
  /// What the controller of this fleet acts on now.
  func authority() async throws -> OrderAuthority {
    let ledger = try await git("log", "-1", "--format=%B", "refs/notes/merlon/ledger")
    let mark = "Merlon-Sequence: "
    let line = ledger.split(separator: "\n").last { $0.hasPrefix(mark) }
    return OrderAuthority(
      key: try SigningKey(readingFile: path + "/.git/merlon/controller.key"),
      position: line.flatMap { Int($0.dropFirst(mark.count)) } ?? 0)
  }

  /// A reconciler of the committed policy that builds for real, in this process.
  func reconciler(
    now: @escaping @Sendable () -> Instant = { .now },
    tell: @escaping @Sendable (ReconcileEvent) -> Void
  ) async throws -> Reconciler {
    let state = path + "/.git/merlon"
    let store = try ImageStore(at: state + "/images")
    let toolchains = try await ToolchainSet.find(cache: E2E.cache, environment: environment)
    return try Reconciler(
      ReconcilerConfiguration(
        repositoryPath: path, branch: "main",
        key: SigningKey(readingFile: state + "/controller.key"), stateFolder: state,
        catalogs: CatalogFetcher(repositoryAt: path, environment: environment), now: now),
      builder: ImageBuilder(
        toolchains: toolchains, store: store, repositoryAt: path, jobs: 2),
      store: store,
      tell: tell)
  }
}
