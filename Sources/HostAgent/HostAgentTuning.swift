/// The agent's patience, and the bounds of what it keeps.
package struct HostAgentTuning: Hashable, Sendable {
  /// From the start of a monitor to the guest's first answer.
  package var bootMilliseconds = 10_000
  /// How long a guest without ports, which cannot be asked anything, must live to count as booted.
  package var silentMilliseconds = 300
  /// For all probes of an instance together.
  package var probeMilliseconds = 10_000
  /// For a monitor to begin to accept connections.
  package var openMilliseconds = 5_000
  /// For the connections of an old instance to end by themselves.
  package var drainMilliseconds = 10_000
  /// From SIGTERM to SIGKILL.
  package var stopMilliseconds = 2_000
  /// The pause before the second attempt; it doubles with each failure.
  package var retryFirstMilliseconds = 100
  /// The longest pause.
  package var retryMaxMilliseconds = 30_000
  /// How long an instance serves before its earlier failures are forgotten.
  package var settledMilliseconds = 10_000
  /// How often an instance that serves is asked its probes again.
  package var probeAgainMilliseconds = 30_000
  /// How often while a rollout waits for what they say.
  package var probeWatchedMilliseconds = 1_000
  /// After so many times in a row that it fails some, it is replaced by another.
  package var probeFailuresMax = 3
  /// Bytes of one instance's console log; one older file of that size is kept beside it.
  package var logBytesMax = 1 << 20
  /// How long an image that nobody wants any more is kept.
  package var imageSecondsKept = 7 * 86_400
  /// Events that are kept for controllers.
  package var eventsMax = 10_000
  /// Instances that are on their way up at one time.
  package var risingMax = 10

  /// Makes the values that a host runs with if it is not told otherwise.
  package init() {}

  /// The pause after `failures` failures in a row.
  func pause(after failures: Int) -> Int {
    min(retryMaxMilliseconds, retryFirstMilliseconds << min(max(0, failures), 20))
  }
}
