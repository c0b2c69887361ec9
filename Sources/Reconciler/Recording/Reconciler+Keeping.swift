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

  /// Removes copies of catalogs that the policy in force does not name any more.
  func keepMirrors(of revision: Revision) throws(ReconcileError) {
    let sources = revision.snapshot.policy.fleet.catalogs.compactMap { reference in
      if case .git(let source) = reference.source { source } else { nil }
    }
    let folder = try git { repository throws(GitError) in CatalogFetcher.folder(of: repository) }
    Mirrors(folder: folder).prune(keeping: sources, at: configuration.now())
  }
}
