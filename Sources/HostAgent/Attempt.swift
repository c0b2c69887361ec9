import HostLink
import Rollout
import Vocabulary

/// One monitor: wished for, queued, running or on its way out.
struct Attempt: Sendable {
  /// Who it is, for the threads that work for it.
  let reference: AttemptReference
  /// What it runs, with the latest revision that wants just this.
  var desired: DesiredInstance
  /// Its monitor, once started.
  var process: MonitorProcess?
  /// The path of its control socket.
  var control = ""
  /// The port at which it is probed; 0 without a network.
  var probePort: UInt16 = 0
  /// Its port of a bridge, if that is where it is.
  var bridge: BridgePort?
  /// Whether it can hand its connections over to another.
  var hasHandover = false
  /// Whether that port speaks TLS.
  var servesTLS = false
  /// Whether its console is still open.
  var hasConsole = true
  /// Ends the work of other threads for it.
  let signal = AttemptSignal()
  /// When the stage that it is in has taken too long, on the monotonic clock.
  var deadline: Int?
  /// When it has served for long enough to be trusted.
  var settleAt: Int?
  /// When its probes are asked again.
  var probeAt: Int?
  /// How often in a row it failed some since it serves.
  var probeFailures = 0
  /// What they said since it serves, and when that began, on the monotonic clock.
  var watch = ProbeCount()
  var servingMonotonic: Int?
  /// When it is ended the hard way.
  var killAt: Int?
  var startedAt: Instant?
  var startedMonotonic = 0
  var servingSince: Instant?
  var bootMilliseconds: Int?
  var probes: [ProbeResult] = []
  var isProbing = false
  var hasExpired = false
  var tail = ConsoleTail()
  /// What it says of the answers that it gave.
  var answers = AnswerLines()

  init(_ reference: AttemptReference, _ desired: DesiredInstance) {
    self.reference = reference
    self.desired = desired
  }

  /// Whether it was told to end.
  var isStopping: Bool { killAt != nil }

  /// The instants of the monotonic clock at which something is due.
  var limits: [Int] { [deadline, settleAt, probeAt, killAt].compactMap(\.self) }

  /// What its probes said since it serves.
  func watched(at now: Int) -> ProbeCount? {
    servingMonotonic.map { begin in
      var count = watch
      count.milliseconds = now - begin
      return count
    }
  }

  /// The pause before its probes are asked again.
  func probePause(_ tuning: HostAgentTuning, at now: Int) -> Int {
    let age = now - (servingMonotonic ?? now)
    let isWatched = age < (desired.watchSeconds ?? 0) * 1000
    return isWatched
      ? min(tuning.probeWatchedMilliseconds, tuning.probeAgainMilliseconds)
      : tuning.probeAgainMilliseconds
  }

  /// What it runs, as the rollout tells versions apart.
  var version: InstanceVersion { InstanceVersion(desired) }

  /// Tells whether the right to run it has ended.
  func isExpired(at time: Instant) -> Bool { desired.notAfter.map { $0 <= time } ?? false }
}
