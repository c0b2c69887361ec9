import Rollout
import TestSupport

/// A host made of dice: carries out a slot's effects, lets anything fail at any moment, and keeps
/// account of what the slot promises.
struct RolloutWorld {
  struct Machine {
    let version: Int
    var stage: Stage = .booting
    enum Stage { case booting, probing, opening, open, closed, stopping }
  }

  private(set) var slot = Slot<Int>()
  private(set) var machines: [RolloutID: Machine] = [:]
  private(set) var broken: [String] = []
  private var isRetryDue = false
  private var expired: Set<RolloutID> = []
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The instances that take connections, as far as the host knows.
  var open: [RolloutID] { machines.filter { $0.value.stage == .open }.map(\.key) }

  /// One thing happens: to a random instance, or to what is wanted.
  mutating func step(isKind: Bool = false) {
    if !isKind, roll(8) {
      return feed(.desired(roll(6) ? nil : Int.random(in: 0..<3, using: &random)))
    }
    if isRetryDue, roll(2) {
      isRetryDue = false
      return feed(.retryDue)
    }
    guard let (id, machine) = machines.sorted(by: { $0.key < $1.key }).randomElement(using: &random)
    else { return }
    if !isKind, roll(12) { return disturb(id) }
    proceed(id, machine)
  }

  /// Asks for `version` and lets things go well until nothing is left to do.
  mutating func settle(on version: Int?) {
    feed(.desired(version))
    for _ in 0..<400 { step(isKind: true) }
  }

  private mutating func roll(_ sides: Int) -> Bool {
    Int.random(in: 0..<sides, using: &random) == 0
  }

  private mutating func disturb(_ id: RolloutID) {
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      machines[id] = nil
      feed(.exited(id))
    case 1: feed(.timeout(id))
    case 2: feed(.broken(id, reason: "dice"))
    case 3: feed(.probeFailed(id, reason: "dice"))
    case 4:
      expired.insert(id)
      feed(.expired(id))
    // What is said of the dead, or too early, must do no harm.
    default:
      feed(
        [.booted(id), .opened(id), .drained(id), .settled(id), .unwell(id)].randomElement(
          using: &random)
          ?? .retryDue)
    }
  }

  private mutating func proceed(_ id: RolloutID, _ machine: Machine) {
    switch machine.stage {
    case .booting: feed(.booted(id))
    case .probing: feed(.probePassed(id))
    case .opening:
      machines[id]?.stage = .open
      feed(.opened(id))
    case .open: feed(.settled(id))
    case .closed: feed(.drained(id))
    case .stopping:
      machines[id] = nil
      feed(.exited(id))
    }
  }

  private mutating func feed(_ event: RolloutEvent<Int>) {
    if case .opened(let id) = event, machines[id]?.stage != .open { return }
    let effects = slot.handle(event)
    for effect in effects { carryOut(effect, after: event) }
    if open.count > 2 { broken.append("\(open.count) instances serve") }
    if let serving = slot.serving, machines[serving]?.stage != .open {
      broken.append("\(serving) is said to serve but does not")
    }
  }

  private mutating func carryOut(_ effect: RolloutEffect<Int>, after event: RolloutEvent<Int>) {
    switch effect {
    case .boot(let id, let version):
      if machines[id] != nil { broken.append("\(id) was booted twice") }
      machines[id] = Machine(version: version)
    case .probe(let id): machines[id]?.stage = .probing
    case .open(let id): machines[id]?.stage = .opening
    case .close(let id):
      checkMayStop(id)
      machines[id]?.stage = .closed
    case .stop(let id):
      checkMayStop(id)
      machines[id]?.stage = .stopping
    case .retry: isRetryDue = true
    case .report: break
    }
  }

  /// An open instance may be told to end only if another is open, nothing is wanted, or it expired.
  private mutating func checkMayStop(_ id: RolloutID) {
    guard machines[id]?.stage == .open, slot.desired != nil, !expired.contains(id) else { return }
    if open.filter({ $0 != id }).isEmpty { broken.append("\(id) was ended with no other open") }
  }
}
