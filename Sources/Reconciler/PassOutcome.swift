package import Vocabulary

/// How a pass of the reconciler ended.
package struct PassOutcome: Hashable, Sendable {
  /// The branch's newest commit.
  package internal(set) var head: CommitID
  /// The commit in force; `nil` if none ever was.
  package internal(set) var inForce: CommitID?
  /// When the clock changes something next; `nil` for never.
  package internal(set) var nextChange: Instant?
  /// Whether the newest commit was refused.
  package internal(set) var isRefused = false
  /// Whether an instance failed.
  package internal(set) var hasFailed = false
  /// Whether a host could not be reached or has not answered yet: try again later.
  package internal(set) var isUnfinished = false
  /// Whether an image was left as it is because somebody asked for it.
  package internal(set) var isHeld = false
  /// Whether a newer commit or order cut its rollout short: pass again at once.
  package internal(set) var isSuperseded = false
}
