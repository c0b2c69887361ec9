import HostLink
import Rollout
import Vocabulary

/// One instance: what is wanted of it, its rollout, and the monitors that belong to it.
struct InstanceSlot: Sendable {
  let key: InstanceKey
  var rollout: Slot<InstanceVersion>
  /// What the fleet wants; `nil` once it wants nothing.
  var wanted: DesiredInstance?
  /// What it served with last.
  var good: DesiredInstance?
  var attempts: [RolloutID: Attempt] = [:]
  /// When the next attempt is due, on the monotonic clock.
  var retryAt: Int?
  /// Why the last attempt failed.
  var lastFailure: String?
  /// Whether the right to run what is wanted has ended.
  var hasExpired = false
  let log: ConsoleLog

  init(key: InstanceKey, good: DesiredInstance?, log: ConsoleLog) {
    self.key = key
    self.good = good
    self.log = log
    rollout = Slot(good: good.map(InstanceVersion.init))
  }

  /// What the instance that serves runs.
  var serving: DesiredInstance? { rollout.serving.flatMap { attempts[$0]?.desired } }

  /// The wish behind a version of the rollout.
  func desired(for version: InstanceVersion) -> DesiredInstance? {
    if let wanted, InstanceVersion(wanted) == version { return wanted }
    if let good, InstanceVersion(good) == version { return good }
    return attempts.values.first { $0.version == version }?.desired
  }

  /// The host ports that this instance uses or may come back to.
  var hostPorts: Set<UInt16> {
    // One that is on its way out takes no new connections.
    let staying = [rollout.serving, rollout.rising].compactMap(\.self)
    var desired = staying.compactMap { attempts[$0]?.desired }
    if let wanted, !hasExpired { desired += [wanted] + (good.map { [$0] } ?? []) }
    return Set(desired.flatMap(\.hostPorts))
  }
}

// MARK: - For the controller

extension InstanceSlot {
  /// A row for each monitor, and one for a wish that has none.
  var status: [InstanceStatus] {
    var rows = attempts.sorted { $0.key < $1.key }.map { row($0.key, $0.value) }
    if let wanted, hasExpired {
      rows.append(row(wanted, .stopped, "its right to run ended"))
    } else if let wanted, rollout.rising == nil,
      rollout.servingVersion != InstanceVersion(wanted)
    {
      rows.append(row(wanted, .failed, lastFailure ?? "not started"))
    }
    return rows
  }

  private func row(
    _ desired: DesiredInstance, _ state: InstanceStatus.State, _ reason: String
  ) -> InstanceStatus {
    InstanceStatus(fleet: key.fleet, desired: desired, state: state, reason: reason)
  }

  private func row(_ id: RolloutID, _ attempt: Attempt) -> InstanceStatus {
    let state: InstanceStatus.State
    if rollout.serving == id {
      state = .serving
    } else if rollout.rising == id {
      state = attempt.isProbing ? .probing : .booting
    } else {
      state = attempt.isStopping ? .stopped : .draining
    }
    let use = attempt.process.flatMap { ProcessUse(of: Int($0.pid)) }
    return InstanceStatus(
      fleet: key.fleet, desired: attempt.desired, state: state,
      reason: attempt.isStopping ? "it was told to end" : nil,
      pid: attempt.process.map { Int($0.pid) }, startedAt: attempt.startedAt,
      servingSince: attempt.servingSince, bootMilliseconds: attempt.bootMilliseconds,
      memoryKiB: use?.memoryKiB, cpuMilliseconds: use?.cpuMilliseconds, probes: attempt.probes,
      watch: attempt.watched(at: Clock.monotonic), answers: attempt.answers.count)
  }
}
