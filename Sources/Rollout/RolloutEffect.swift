/// What the host must do next, in the order given.
package enum RolloutEffect<Version: Hashable & Sendable>: Hashable, Sendable {
  /// Start an instance that does not accept connections yet.
  case boot(RolloutID, Version)
  /// Ask its probes.
  case probe(RolloutID)
  /// Let it accept connections.
  case open(RolloutID)
  /// Let it accept no more, and say when those that it has are done.
  case close(RolloutID)
  /// End it.
  case stop(RolloutID)
  /// Send `retryDue` after a pause that grows with the number of failures, from 0.
  case retry(after: Int)
  /// Tell the controller.
  case report(RolloutReport)
}

/// What a slot tells the controller.
package enum RolloutReport: Hashable, Sendable {
  /// The instance has passed its probes and has the connections.
  case enforced(RolloutID)
  /// The instance will not serve.
  case failed(RolloutID, reason: String)
  /// After a failure this one goes on serving.
  case rolledBack(to: RolloutID)
  /// The instance, which was serving, ended unasked.
  case lost(RolloutID)
  /// An attempt will be made again.
  case restarting(failures: Int)
  /// The instance ended as it was asked to.
  case stopped(RolloutID)
}
