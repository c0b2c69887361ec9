import Glibc
import HostLink
import Rollout
import Vocabulary

// MARK: - Time limits

extension SupervisorCore {
  /// The clock of validity can be set: it is looked at again at least this often.
  private static let wallClockMilliseconds = 60_000

  /// What the loop waits for: consoles, and the first time limit; −1 for none.
  var waits: Waits {
    var consoles: [Int32] = []
    var next = pending.isEmpty && work.isEmpty ? Int.max : 0
    let (now, wall) = (Clock.monotonic, Clock.wall)
    for slot in slots.values {
      var expiries = [slot.hasExpired ? nil : slot.wanted?.notAfter]
      if let retry = slot.retryAt { next = min(next, retry - now) }
      for attempt in slot.attempts.values {
        if attempt.hasConsole, let process = attempt.process { consoles.append(process.console) }
        for limit in attempt.limits {
          next = min(next, limit - now)
        }
        if !attempt.hasExpired { expiries.append(attempt.desired.notAfter) }
      }
      for expiry in expiries.compactMap(\.self) {
        let rest = Int(clamping: expiry.milliseconds - wall.milliseconds)
        next = min(next, rest, Self.wallClockMilliseconds)
      }
    }
    // A monitor that was killed is gone when the system says so, not when the clock does.
    return Waits(consoles: consoles, milliseconds: next == Int.max ? -1 : max(0, next))
  }

  /// Ends what may run no longer.
  ///
  /// Before anything else of a turn: monitors end their guests at the same instant, and an end that
  /// was due is not to be taken for one that was not.
  mutating func keepValidity() {
    let wall = Clock.wall
    for (key, slot) in slots {
      if let wanted = slot.wanted, !slot.hasExpired, let end = wanted.notAfter, end <= wall {
        slots[key]?.hasExpired = true
        slots[key]?.retryAt = nil
        say(.expired, key, wanted, "its right to run ended at \(end)")
        pending.append((key, .desired(nil)))
      }
      for (id, attempt) in slot.attempts where !attempt.hasExpired && attempt.isExpired(at: wall) {
        expire(AttemptReference(key: key, id: id))
      }
    }
  }

  /// Does what is due.
  mutating func keepTime() {
    let now = Clock.monotonic
    for (key, slot) in slots {
      if let retry = slot.retryAt, retry <= now {
        slots[key]?.retryAt = nil
        pending.append((key, .retryDue))
      }
      for (id, attempt) in slot.attempts {
        keepTime(of: AttemptReference(key: key, id: id), attempt, now)
      }
    }
  }

  private mutating func keepTime(
    of reference: AttemptReference, _ attempt: Attempt, _ now: Int
  ) {
    let key = reference.key
    if let deadline = attempt.deadline, deadline <= now {
      self[reference]?.deadline = nil
      pending.append((key, .timeout(reference.id)))
    }
    if let settle = attempt.settleAt, settle <= now {
      self[reference]?.settleAt = nil
      pending.append((key, .settled(reference.id)))
    }
    if let probe = attempt.probeAt, probe <= now { probeAgain(reference) }
    if let kill = attempt.killAt, kill <= now {
      self[reference]?.killAt = .max
      attempt.process?.send(SIGKILL)
    }
  }

  /// Ends an attempt whose right to run has ended.
  mutating func expire(_ reference: AttemptReference) {
    guard let slot = slots[reference.key], let attempt = slot.attempts[reference.id] else { return }
    self[reference]?.hasExpired = true
    if slot.good == attempt.desired { slots[reference.key]?.good = nil }
    if !slot.hasExpired, slots[reference.key]?.hasExpired != true {
      say(.expired, reference.key, attempt.desired, "its right to run ended")
    }
    pending.append((reference.key, .expired(reference.id)))
  }
}
