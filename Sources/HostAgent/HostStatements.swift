import Attestation
import Disk
import HostLink
import Keys
import Synchronization
import Vocabulary

/// What this host says of its instances, signed with its key: one chain for each fleet, which the
/// fleet's controller fetches into the ledger.
final class HostStatements: Sendable {
  /// What an instance is of.
  private struct Version: Hashable {
    let digest: Digest
    let revision: CommitID

    init(_ desired: DesiredInstance) { (digest, revision) = (desired.digest, desired.revision) }
  }

  /// What was said of an instance, to tell whether it is news.
  private struct Word: Hashable {
    let what: HostEvent.What
    /// What probes said, if it is about them.
    let verdict: TestResult.Verdict?
    let version: Version
  }

  private struct State {
    var journals: [FleetName: StatementJournal] = [:]
    /// What was said of each instance since it last came to serve.
    var said: [InstanceKey: Set<Word>] = [:]
    /// What was wanted of it and refused.
    var refused: Set<Version> = []
  }

  private static let ending = ".lines"
  /// So many refusals are told: who replays orders does not fill the ledger.
  private static let refusedMax = 256

  private let host: HostName
  private let key: SigningKey
  private let folder: String
  private let bytesMax: Int
  private let state: Mutex<State>

  /// Continues the journals in `folder`.
  init(
    of host: HostName, signedBy key: SigningKey, in folder: String, bytesMax: Int
  ) throws(HostAgentError) {
    (self.host, self.key, self.folder, self.bytesMax) = (host, key, folder, bytesMax)
    var state = State()
    for name in Folder.names(in: folder) where name.hasSuffix(Self.ending) {
      guard let fleet = FleetName(String(name.dropLast(Self.ending.count))) else { continue }
      state.journals[fleet] = try StatementJournal(
        folder + "/" + name, signedBy: key, bytesMax: bytesMax)
    }
    self.state = Mutex(state)
  }

  /// The key that statements are signed with, as `allowed_signers` has it.
  var publicKey: String { key.publicKey.line }

  /// Says what happened to an instance, unless it is what was said before.
  func say(
    _ what: HostEvent.What, _ key: InstanceKey, _ desired: DesiredInstance, _ detail: String,
    probes: [ProbeResult]
  ) {
    let words = String(detail.prefix(HostLinkLimits.detailBytesMax))
    guard let statement = statement(what, desired, words, probes) else { return }
    let word = Word(
      what: what, verdict: what == .probed ? Self.verdict(probes) : nil, version: Version(desired))
    state.withLock { state in
      guard !state.said[key, default: []].contains(word) else { return }
      switch what {
      case .enforced: state.said[key] = [word]
      case .booted: state.said[key, default: []].insert(word)
      case .probed:
        // Its last word has to be true: another verdict is said however often it changes.
        state.said[key] = state.said[key, default: []].filter {
          $0.what != .probed || $0.version != word.version
        }
        state.said[key]?.insert(word)
      default:
        // It has to come to serve again before it says so again; that another one ends, as the one
        // before it does, says nothing of it.
        state.said[key] = state.said[key, default: []].filter {
          $0.what != .enforced || $0.version != word.version
        }
        state.said[key]?.insert(word)
      }
      append(statement, key.fleet, desired.revision, &state)
    }
  }

  /// Says that a controller whose time is over wanted something else here, once for each image.
  func sayRefused(_ order: HostOrder, _ reason: String) {
    for instance in order.desired.instances.prefix(Self.refusedMax) {
      let key = InstanceKey(fleet: order.desired.fleet, name: instance.name)
      state.withLock { state in
        guard state.refused.count < Self.refusedMax,
          state.refused.insert(Version(instance)).inserted
        else { return }
        append(
          event(.refused, instance, reason), key.fleet, instance.revision, &state)
      }
    }
  }

  private func append(
    _ statement: Statement, _ fleet: FleetName, _ revision: CommitID, _ state: inout State
  ) {
    // A journal that cannot be opened keeps no instance from running; the next one is tried again.
    guard var journal = try? state.journals[fleet] ?? open(fleet) else { return }
    state.journals[fleet] = nil
    journal.append(statement, about: revision, at: Clock.wall)
    state.journals[fleet] = journal
  }

  private func open(_ fleet: FleetName) throws(HostAgentError) -> StatementJournal {
    try StatementJournal("\(folder)/\(fleet)\(Self.ending)", signedBy: key, bytesMax: bytesMax)
  }

  /// Gives the lines behind a place of a fleet's ledger.
  func answer(_ question: StatementQuestion) throws(HostLinkError) -> [String] {
    try state.withLock { state throws(HostLinkError) in
      guard var journal = state.journals[question.fleet] else { return [] }
      state.journals[question.fleet] = nil
      defer { state.journals[question.fleet] = journal }
      return try journal.answer(question)
    }
  }
}

// MARK: - In the words of the ledger

extension HostStatements {
  /// What an event is for auditors; `nil` for steps on the way.
  private func statement(
    _ what: HostEvent.What, _ desired: DesiredInstance, _ detail: String, _ probes: [ProbeResult]
  ) -> Statement? {
    switch what {
    case .booting, .drained, .restarting: nil
    case .booted: event(.booted, desired, detail)
    case .enforced: event(.enforced, desired, detail)
    case .failed: event(.failed, desired, detail)
    case .rolledBack: event(.rolledBack, desired, detail)
    case .exited: event(.failed, desired, "ended while it served; " + detail)
    case .stopped: event(.stopped, desired, detail)
    case .expired: event(.expired, desired, detail)
    case .probed: probes.isEmpty ? nil : result(desired, probes)
    }
  }

  private func event(
    _ kind: DeploymentEvent.Kind, _ desired: DesiredInstance, _ detail: String
  ) -> Statement {
    DeploymentEvent(
      kind: kind, image: desired.image, imageDigest: desired.digest, host: host,
      instance: desired.name.text, revision: desired.revision, time: Clock.wall, detail: detail
    ).statement
  }

  private func result(_ desired: DesiredInstance, _ probes: [ProbeResult]) -> Statement {
    func questions(_ verdict: ProbeResult.Verdict) -> [String] {
      probes.filter { $0.verdict == verdict }.map(\.probe.question)
    }
    return TestResult(
      subject: .image(desired.image, desired.digest), verdict: Self.verdict(probes),
      configuration: [.commit(desired.revision)], passed: questions(.passed),
      warned: questions(.unknown), failed: questions(.failed),
      details: .object(["host": .string(host.text), "instance": .string(desired.name.text)])
    ).statement
  }

  private static func verdict(_ probes: [ProbeResult]) -> TestResult.Verdict {
    if probes.contains(where: { $0.verdict == .failed }) { return .failed }
    return probes.allSatisfy { $0.verdict == .passed } ? .passed : .warned
  }
}
