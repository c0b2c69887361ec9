package import GitFetch
import Vocabulary

/// How a reconciler follows a repository that is somewhere else.
package struct FollowingConfiguration: Sendable {
  /// Where it is.
  package let remote: GitRemote
  /// Seconds between two looks, when nothing wakes it before.
  package let pollSeconds: Int
  /// For how long others leave the fleet alone when this one falls silent.
  package let leaseSeconds: Int

  /// Makes a configuration.
  package init(remote: GitRemote, pollSeconds: Int, leaseSeconds: Int) {
    self.remote = remote
    self.pollSeconds = pollSeconds
    self.leaseSeconds = leaseSeconds
  }
}
