/// What can happen to a slot.
package enum RolloutEvent<Version: Hashable & Sendable>: Hashable, Sendable {
  /// Another version is wanted, or none.
  case desired(Version?)
  /// The instance answered for the first time.
  case booted(RolloutID)
  /// It passed its probes.
  case probePassed(RolloutID)
  /// It failed them.
  case probeFailed(RolloutID, reason: String)
  /// It accepts connections.
  case opened(RolloutID)
  /// It has no connections left.
  case drained(RolloutID)
  /// It could not be started or talked to.
  case broken(RolloutID, reason: String)
  /// The right to run it has ended.
  case expired(RolloutID)
  /// It ended.
  case exited(RolloutID)
  /// The stage that it is in took too long.
  case timeout(RolloutID)
  /// It has served for so long that its earlier failures no longer count.
  case settled(RolloutID)
  /// It serves, and fails its probes again and again.
  case unwell(RolloutID)
  /// The pause before another attempt is over.
  case retryDue
}
