package import GitFetch
package import Keys
package import Vocabulary

/// Where a reconciler finds what it works with.
package struct ReconcilerConfiguration: Sendable {
  /// The policy repository: a work tree or a git folder.
  package let repositoryPath: String
  /// The branch whose commits are policy.
  package let branch: String
  /// The reference that is followed: the branch, or what was fetched of it.
  var policyReference: String
  /// The term of the lease under which it acts; `nil` to look for one in the repository.
  var term: @Sendable () -> Int? = { nil }
  /// Whether the ledgers that everybody shares are in a repository that is followed, not here.
  var isFollowing = false
  /// Whether it may record and deploy now; asked right before.
  var mayAct: @Sendable () -> Bool = { true }
  /// The controller's key, which signs the ledger.
  package let key: SigningKey
  /// Folder of the lock and of the state of hosts beside the repository.
  package let stateFolder: String

  /// Fetches the catalogs that policy pins in other repositories.
  package let catalogs: CatalogFetcher
  /// How often hosts are asked whether they still do what they were told, in milliseconds.
  package let driftMilliseconds: Int
  /// Puts the packs together that records leave; `nil` to leave that to others.
  package let keeper: PackKeeper?
  /// The clock by which validities begin and end.
  package let now: @Sendable () -> Instant

  /// Makes a configuration.
  package init(
    repositoryPath: String, branch: String, key: SigningKey, stateFolder: String,
    catalogs: CatalogFetcher, driftMilliseconds: Int = 30_000,
    keeper: PackKeeper? = nil, now: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.catalogs = catalogs
    self.driftMilliseconds = driftMilliseconds
    self.keeper = keeper
    self.repositoryPath = repositoryPath
    self.branch = branch
    policyReference = "refs/heads/" + branch
    self.key = key
    self.stateFolder = stateFolder
    self.now = now
  }
}
