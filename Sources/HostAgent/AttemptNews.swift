import HostLink

/// What a thread that works for an attempt has to say.
enum AttemptNews: Sendable {
  /// The guest answered for the first time.
  case booted
  /// The probes were asked.
  case probed([ProbeResult])
  /// The monitor accepts connections.
  case opened
  /// The monitor has no connections left.
  case drained
  /// It could not be talked to.
  case broken(String)
  /// The monitor has ended and waits to be reaped.
  case ended
}
