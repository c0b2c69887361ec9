import Glibc
import HostLink
import Rollout
import Vocabulary

// MARK: - Starting monitors and hearing from them

extension SupervisorCore {
  /// Starts as many of those who wait as may be on their way up at one time.
  mutating func startQueued() {
    var rising = slots.values.count { slot in
      slot.rollout.rising.flatMap { slot.attempts[$0]?.process } != nil
    }
    while rising < tuning.risingMax, !queue.isEmpty {
      start(queue.removeFirst())
      rising += 1
    }
  }

  private mutating func start(_ reference: AttemptReference) {
    guard let attempt = self[reference] else { return }
    if attempt.isExpired(at: Clock.wall) {
      expire(reference)
      return
    }
    do throws(HostAgentError) {
      let started = try boot(attempt)
      self[reference] = started
      guard let process = started.process else { return }
      say(.booting, reference.key, attempt.desired, "monitor \(process.pid)")
      begin(reference, within: tuning.bootMilliseconds) { $0.awaitBoot() }
      work.append(
        (
          reference,
          {
            process.waitForEnd(); return .ended
          }
        ))
    } catch {
      pending.append((reference.key, .broken(reference.id, reason: error.detail)))
    }
  }

  private mutating func boot(_ waiting: Attempt) throws(HostAgentError) -> Attempt {
    var attempt = waiting
    let desired = attempt.desired
    let needs = try ImageNeeds(of: try surroundings.images.verified(desired.digest))
    try needs.check(against: desired)
    attempt.servesTLS = needs.servesTLS
    attempt.hasHandover = needs.hasHandover
    let blocks = try secretDevices(needs)
    defer { for block in blocks { close(block.descriptor) } }
    let number = nextControl
    nextControl += 1
    attempt.control = surroundings.folder.control(number)
    let network =
      if let place = desired.bridge {
        try connect(&attempt, to: place, needs, number)
      } else {
        try forward(&attempt, needs)
      }
    attempt.startedAt = Clock.wall
    attempt.startedMonotonic = Clock.monotonic
    do throws(HostAgentError) {
      attempt.process = try MonitorProcess.start(
        MonitorLaunch(
          monitor: surroundings.configuration.monitor, setpriv: surroundings.setpriv,
          image: surroundings.images.path(desired.digest), memoryMiB: desired.memoryMiB,
          control: attempt.control, network: network.kind, forwards: network.forwards,
          blocks: blocks, notAfter: desired.notAfter, guestArguments: network.guestArguments))
    } catch {
      attempt.bridge?.remove()
      throw error
    }
    // Closed here: once the monitor is gone, asking there is refused.
    withExtendedLifetime(network.probing) {}
    return attempt
  }

  /// Opens a device for the secrets of each that the image has for them.
  private func secretDevices(_ needs: ImageNeeds) throws(HostAgentError) -> [MonitorLaunch.Block] {
    var blocks: [MonitorLaunch.Block] = []
    do throws(HostAgentError) {
      let certificates = needs.secrets.map { (device: $0, names: $1, areKeys: false) }
      let keys = needs.keys.map { (device: $0, names: $1, areKeys: true) }
      for (device, names, areKeys) in (certificates + keys).sorted(by: { $0.device < $1.device }) {
        guard let path = surroundings.configuration.secretsDirectory else {
          throw HostAgentError(
            .folder,
            "the image needs the secret \(Spelling.list(names.map(\.text))), and this host has no "
              + "folder of secrets; start the agent with --secrets DIR")
        }
        let folder = SecretsFolder(path: path)
        var secrets: [HostSecret] = []
        for name in names {
          secrets.append(try areKeys ? folder.key(named: name) : folder.secret(named: name))
        }
        blocks.append(.init(device: device, descriptor: try SecretsDevice.open(secrets)))
      }
    } catch {
      for block in blocks { close(block.descriptor) }
      throw error
    }
    return blocks
  }

  /// Takes in what a thread says of an attempt that it worked for.
  mutating func hear(_ reference: AttemptReference, _ news: AttemptNews) {
    let key = reference.key
    guard let attempt = self[reference] else { return }
    switch news {
    case .booted:
      let milliseconds = Clock.monotonic - attempt.startedMonotonic
      self[reference]?.bootMilliseconds = milliseconds
      if !attempt.isStopping { say(.booted, key, attempt.desired, "in \(milliseconds) ms") }
      pending.append((key, .booted(reference.id)))
    case .probed(let results): hearProbes(reference, results)
    case .opened:
      if slots[key]?.rollout.rising == reference.id {
        // One that ended meanwhile may have given the place back to the instance before.
        attempt.bridge?.claim()
        settleInheritance(of: reference)
      } else {
        // Nobody wants it any more.
        returnPlace(of: reference)
      }
      pending.append((key, .opened(reference.id)))
    case .drained:
      tellDrained(attempt)
      pending.append((key, .drained(reference.id)))
    case .broken(let reason): pending.append((key, .broken(reference.id, reason: reason)))
    case .ended: reap(reference)
    }
  }

  private mutating func hearProbes(_ reference: AttemptReference, _ results: [ProbeResult]) {
    guard let attempt = self[reference], !attempt.isStopping else {
      return
    }
    let summary = Self.summary(results)
    if slots[reference.key]?.rollout.serving == reference.id {
      return hearProbesAgain(reference, results, summary)
    }
    self[reference]?.probes = results
    say(.probed, reference.key, attempt.desired, summary, probes: results)
    let hasFailed = results.contains { $0.verdict == .failed }
    pending.append(
      (
        reference.key,
        hasFailed
          ? .probeFailed(reference.id, reason: summary) : .probePassed(reference.id)
      ))
  }

  /// Takes in what the probes of an instance say that serves: news only if it is another verdict.
  private mutating func hearProbesAgain(
    _ reference: AttemptReference, _ results: [ProbeResult], _ summary: String
  ) {
    guard var attempt = self[reference] else { return }
    let isNews = attempt.probes.map(\.verdict) != results.map(\.verdict)
    attempt.probes = results
    attempt.watch.add(results)
    attempt.probeAt = Clock.monotonic + attempt.probePause(tuning, at: Clock.monotonic)
    let hasFailed = results.contains { $0.verdict == .failed }
    attempt.probeFailures = hasFailed ? attempt.probeFailures + 1 : 0
    let isUnwell = attempt.probeFailures >= tuning.probeFailuresMax
    if isUnwell { attempt.probeFailures = 0 }
    self[reference] = attempt
    if isNews { say(.probed, reference.key, attempt.desired, summary, probes: results) }
    if isUnwell { pending.append((reference.key, .unwell(reference.id))) }
  }

  private mutating func reap(_ reference: AttemptReference) {
    // What the guest said last is still to be read.
    readConsole(reference, atMost: 64)
    guard let attempt = self[reference],
      let process = attempt.process
    else { return }
    attempt.signal.end()
    let outcome = process.reap()
    close(process.console)
    unlink(attempt.control)
    self[reference]?.process = nil
    bequeath(reference)
    if !attempt.isStopping {
      self[reference]?.tail.note(outcome)
    }
    pending.append((reference.key, .exited(reference.id)))
  }
}
