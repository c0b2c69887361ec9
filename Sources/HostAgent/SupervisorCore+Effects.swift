import Glibc
import HostLink
import Rollout
import Vocabulary

// MARK: - What the rollouts say

extension SupervisorCore {
  /// Does what a rollout says.
  mutating func carryOut(_ effect: RolloutEffect<InstanceVersion>, for key: InstanceKey) {
    switch effect {
    // While everything ends, nothing begins.
    case .boot where isStopping, .retry where isStopping: break
    case .boot(let id, let version): enqueue(AttemptReference(key: key, id: id), version)
    case .probe(let id): probe(AttemptReference(key: key, id: id))
    case .open(let id):
      begin(AttemptReference(key: key, id: id), within: tuning.openMilliseconds) { $0.open() }
    case .close(let id):
      returnPlace(of: AttemptReference(key: key, id: id))
      begin(AttemptReference(key: key, id: id), within: tuning.drainMilliseconds) {
        $0.closeAndDrain()
      }
    case .stop(let id): stop(AttemptReference(key: key, id: id))
    case .retry(let failures):
      let pause = tuning.pause(after: failures)
      slots[key]?.retryAt = Clock.monotonic + pause
    case .report(let report): tell(report, of: key)
    }
  }

  private mutating func enqueue(_ reference: AttemptReference, _ version: InstanceVersion) {
    guard let desired = slots[reference.key]?.desired(for: version) else {
      pending.append((reference.key, .broken(reference.id, reason: "nothing is known of it")))
      return
    }
    slots[reference.key]?.retryAt = nil
    self[reference] = Attempt(reference, desired)
    queue.append(reference)
  }

  private mutating func probe(_ reference: AttemptReference) {
    self[reference]?.isProbing = true
    // A second more than the probes have: what is late gets a verdict of its own.
    begin(reference, within: tuning.probeMilliseconds + 1000) { $0.probe() }
  }

  /// Begins a stage of an attempt: work for another thread, and a time limit.
  mutating func begin(
    _ reference: AttemptReference, within milliseconds: Int,
    _ job: @escaping @Sendable (AttemptWork) -> AttemptNews?
  ) {
    self[reference]?.deadline = Clock.monotonic + milliseconds
    enqueueWork(for: reference, job)
  }

  /// Gives work for an attempt to another thread.
  private mutating func enqueueWork(
    for reference: AttemptReference, _ job: @escaping @Sendable (AttemptWork) -> AttemptNews?
  ) {
    guard let attempt = self[reference] else { return }
    let attemptWork = AttemptWork(
      desired: attempt.desired, process: attempt.process,
      control: ControlSocket(path: attempt.control), port: attempt.probePort,
      bridge: attempt.bridge, isServing: attempt.servingSince != nil,
      hasHandover: attempt.hasHandover, servesTLS: attempt.servesTLS, signal: attempt.signal,
      tuning: tuning,
      secretsDirectory: surroundings.configuration.secretsDirectory)
    work.append((reference, { job(attemptWork) }))
  }

  /// Asks the probes of an instance that serves; those have time limits of their own.
  mutating func probeAgain(_ reference: AttemptReference) {
    self[reference]?.probeAt = nil
    enqueueWork(for: reference) { $0.probe() }
  }

  /// Ends a monitor politely; the clock ends it otherwise.
  mutating func stop(_ reference: AttemptReference) {
    guard let attempt = self[reference], !attempt.isStopping else {
      return
    }
    attempt.signal.end()
    let killAt = Clock.monotonic + tuning.stopMilliseconds
    self[reference]?.deadline = nil
    self[reference]?.settleAt = nil
    self[reference]?.probeAt = nil
    self[reference]?.killAt = killAt
    if let process = attempt.process {
      process.send(SIGTERM)
    } else {
      queue.removeAll { $0 == reference }
      pending.append((reference.key, .exited(reference.id)))
    }
  }

  /// Ends everything at once; what is wanted stays in the journal.
  mutating func stopAll() {
    isStopping = true
    for key in slots.keys {
      slots[key]?.retryAt = nil
      for id in slots[key]?.attempts.keys.sorted() ?? [] {
        stop(AttemptReference(key: key, id: id))
      }
    }
  }
}

// MARK: - What controllers hear

extension SupervisorCore {
  private mutating func tell(_ report: RolloutReport, of key: InstanceKey) {
    guard let slot = slots[key] else { return }
    switch report {
    case .enforced(let id): tellEnforced(key, id)
    case .failed(let id, let reason):
      guard let attempt = slot.attempts[id] else { return }
      // A guest that answered its probes wrongly has said enough.
      let tail = attempt.probes.isEmpty ? attempt.tail.lastLine : nil
      let words = tail.map { "\(reason); its last words: \($0)" } ?? reason
      slots[key]?.lastFailure = words
      if !isStopping { say(.failed, key, attempt.desired, words) }
    case .rolledBack(let id):
      guard let attempt = slot.attempts[id] else { return }
      say(
        .rolledBack, key, attempt.desired,
        "image \(attempt.desired.digest.short) of revision \(attempt.desired.revision.short) "
          + "goes on serving")
    case .lost(let id):
      guard let attempt = slot.attempts[id], !isStopping else { return }
      let words = attempt.tail.lastLine.map { "its last words: \($0)" } ?? "it said nothing"
      slots[key]?.lastFailure = "ended while it served; " + words
      say(.exited, key, attempt.desired, words)
    case .restarting(let failures):
      guard let desired = slot.good ?? slot.wanted, !isStopping else { return }
      say(
        .restarting, key, desired,
        "in \(tuning.pause(after: failures)) ms, after \(failures + 1) failures in a row")
    case .stopped(let id):
      if let attempt = slot.attempts[id] { tellStopped(key, attempt.desired) }
    }
  }

  private func tellStopped(_ key: InstanceKey, _ desired: DesiredInstance) {
    // While another instance of the same image serves, nothing has stopped for auditors.
    guard slots[key]?.serving?.digest == desired.digest else {
      return say(.stopped, key, desired)
    }
    surroundings.events.append(fleet: key.fleet, desired: desired, .stopped, "")
  }

  /// Tells that an instance which served has no connections left.
  func tellDrained(_ attempt: Attempt) {
    guard attempt.servingSince != nil, !attempt.isStopping else { return }
    say(.drained, attempt.reference.key, attempt.desired)
  }

  private mutating func tellEnforced(_ key: InstanceKey, _ id: RolloutID) {
    guard var attempt = slots[key]?.attempts[id] else { return }
    attempt.deadline = nil
    attempt.isProbing = false
    attempt.servingSince = Clock.wall
    let now = Clock.monotonic
    attempt.servingMonotonic = now
    attempt.settleAt = now + tuning.settledMilliseconds
    if !attempt.desired.probes.isEmpty {
      attempt.probeAt = now + attempt.probePause(tuning, at: now)
    }
    slots[key]?.attempts[id] = attempt
    slots[key]?.lastFailure = nil
    // First the news: the disk takes its time.
    say(.enforced, key, attempt.desired, Self.summary(attempt.probes))
    keepGood(key, attempt.desired)
  }

  /// How probes ended, in a line.
  static func summary(_ results: [ProbeResult]) -> String {
    if results.isEmpty { return "no probes" }
    let passed = results.count { $0.verdict == .passed }
    let others = results.filter { $0.verdict != .passed }.map { result in
      let who = result.probe.principal.map { " as \($0)" } ?? ""
      return "GET \(result.probe.path)\(who): \(result.detail)"
    }
    return (["\(passed) of \(results.count) probes passed"] + others).joined(separator: "; ")
  }
}
