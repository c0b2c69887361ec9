import Attestation
import GitFetch
import GitStore
import Planning
import Policy

extension Reconciler {
  /// Has packs put together when there are many, beside everything else: nothing waits for it.
  func keepPacks() {
    guard keeping == nil, let keeper = configuration.keeper, keeper.isDue else { return }
    keeping = Task {
      let words = await keeper.run()
      keeping = nil
      if let words { tell(.unkept(words)) }
    }
  }

  /// Removes copies of catalogs that nothing names any more which is in force, was before it, or that
  /// somebody went back to: a restart reads all of these.
  func keepMirrors(of revision: Revision) {
    let undos = orders.undoTargets.compactMap { undoneSources[$0] }
    let sources = [Self.sources(of: revision), formerSources] + undos
    let folder = try? git { repository throws(GitError) in CatalogFetcher.folder(of: repository) }
    guard let folder else { return }
    Mirrors(folder: folder).prune(keeping: sources.flatMap(\.self), at: configuration.now())
  }

  /// The repositories that a revision pins catalogs of.
  static func sources(of revision: Revision) -> [CatalogReference.GitSource] {
    revision.snapshot.policy.fleet.catalogs.compactMap { reference in
      if case .git(let source) = reference.source { source } else { nil }
    }
  }
}
