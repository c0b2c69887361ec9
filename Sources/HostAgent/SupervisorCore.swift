import Glibc
import HostLink
import Rollout
import Vocabulary

/// Everything that the supervisor knows; used under its lock.
///
/// Only the loop changes instances.
struct SupervisorCore: Sendable {
  /// What stays the same while the agent runs.
  struct Surroundings: Sendable {
    let configuration: HostAgentConfiguration
    let folder: AgentFolder
    let images: AgentImages
    let journal: BootJournal
    let events: EventLog
    let statements: HostStatements
    let setpriv: String?
  }

  /// What the loop waits for.
  struct Waits: Sendable {
    let consoles: [Int32]
    let milliseconds: Int
  }

  typealias Job = @Sendable () -> AttemptNews?

  let surroundings: Surroundings
  var slots: [InstanceKey: InstanceSlot] = [:]
  var listeners: [UInt16: Listener] = [:]
  /// Host ports of wishes that are checked but not yet taken in.
  var claims: [UInt16: InstanceKey] = [:]
  /// The same of addresses on bridges.
  var placeClaims: [InternetAddress: InstanceKey] = [:]
  /// Attempts that wait for their turn to start, oldest first.
  var queue: [AttemptReference] = []
  /// What happened but is not yet told to the rollouts.
  var pending: [(InstanceKey, RolloutEvent<InstanceVersion>)] = []
  var work: [(AttemptReference, Job)] = []
  var nextControl = 1
  var isStopping = false

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// One attempt of one instance.
  subscript(reference: AttemptReference) -> Attempt? {
    get { slots[reference.key]?.attempts[reference.id] }
    set { slots[reference.key]?.attempts[reference.id] = newValue }
  }

  var tuning: HostAgentTuning { surroundings.configuration.tuning }

  /// Whether no monitor is left.
  var isIdle: Bool { slots.values.allSatisfy { slot in slot.attempts.isEmpty } }

  /// What every instance is doing, in the order of the names.
  var status: [InstanceStatus] {
    slots.sorted { $0.key < $1.key }.flatMap { $0.value.status }
  }

  /// Gives the jobs for other threads away.
  mutating func takeWork() -> [(AttemptReference, Job)] {
    defer { work = [] }
    return work
  }

  /// One turn of the loop: takes in what came, and does what is due.
  mutating func turn(_ mail: Supervisor.Mail) {
    readConsoles()
    keepValidity()
    for (reference, news) in mail.news { hear(reference, news) }
    if mail.isStopping {
      stopAll()
    } else {
      for wish in mail.wishes { take(wish) }
    }
    keepTime()
    settle()
    if !isStopping { startQueued() }
    settle()
    tidy()
  }

  /// Tells the rollouts all that is pending, and does what they say, until nothing is left.
  mutating func settle() {
    while !pending.isEmpty {
      let (key, event) = pending.removeFirst()
      guard let effects = slots[key]?.rollout.handle(event) else { continue }
      for effect in effects { carryOut(effect, for: key) }
      if case .exited(let id) = event { slots[key]?.attempts[id] = nil }
    }
  }

  /// Forgets what nobody wants and what has ended.
  private mutating func tidy() {
    for (key, slot) in slots where slot.wanted == nil && slot.rollout.isEmpty {
      slots[key] = nil
    }
    let needed = slots.values.reduce(into: Set<UInt16>()) { $0.formUnion($1.hostPorts) }
    for (port, listener) in listeners where !needed.contains(port) && claims[port] == nil {
      listener.refuse()
      listeners[port] = nil
    }
  }

  /// Tells controllers what happened to an instance, and signs it for auditors.
  func say(
    _ what: HostEvent.What, _ key: InstanceKey, _ desired: DesiredInstance, _ detail: String = "",
    probes: [ProbeResult] = []
  ) {
    surroundings.statements.say(what, key, desired, detail, probes: probes)
    surroundings.events.append(fleet: key.fleet, desired: desired, what, detail)
  }

  private mutating func readConsoles() {
    for (key, slot) in slots {
      for id in slot.attempts.keys { readConsole(AttemptReference(key: key, id: id)) }
    }
  }

  /// Moves what stands on a console to the log, a bounded piece of it.
  mutating func readConsole(_ reference: AttemptReference, atMost pieces: Int = 4) {
    guard let slot = slots[reference.key],
      let descriptor = slot.attempts[reference.id]?.process?.console
    else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    for _ in 0..<pieces {
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { self[reference]?.hasConsole = false }
      let said =
        count > 0
        ? self[reference]?.answers.take(chunk[..<count])
        : count == 0 ? self[reference]?.answers.finish() : nil
      if let said, !said.isEmpty {
        slot.log.append(said[...])
        self[reference]?.tail.append(said[...])
      }
      guard count > 0 else { return }
    }
  }
}
