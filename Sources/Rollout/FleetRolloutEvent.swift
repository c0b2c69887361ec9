package import Vocabulary

/// What can happen to the rollout of a commit.
package enum FleetRolloutEvent<Version: Hashable & Sendable>: Hashable, Sendable {
  /// A commit wants this; images that it does not name are to go.
  case want([ImageName: RolloutGoal<Version>], isAtomic: Bool)
  /// A host says what serves at a seat.
  case serves(Seat, Version?)
  /// A version did not get as far as serving.
  case failed(Seat, Version, reason: String)
  /// What the image's gate says of a version that serves at a seat.
  case judged(Seat, Version, isFit: Bool, reason: String)
  /// What a seat was told has taken too long.
  case late(Seat)
  /// A host does not answer any more.
  case unreachable(HostName)
  /// A host answers again.
  case reachable(HostName)
  /// A person asks to leave an image as it is.
  case hold(ImageName)
  /// A person lets it go on.
  case release(ImageName)
}

/// What follows.
package enum FleetRolloutEffect<Version: Hashable & Sendable>: Hashable, Sendable {
  /// Tell the host what is wanted at the seat; `nil` for nothing.
  case tell(Seat, Version?)
  /// The seat serves what the commit wants.
  case enforced(Seat, Version)
  /// It failed there.
  case failed(Seat, Version, reason: String)
  /// The version is given up on every host for the one before.
  case rolledBack(ImageName, from: Version, to: Version, reason: String)
  /// The version goes no further until a person or a commit says so.
  case paused(ImageName, Version, reason: String)
}
