import Attestation
import GitStore
import Keys
import Ledger
import Reconciler
import Trust
import Vocabulary

/// Judges one reference of a push, before it moves.
struct PushJudge {
  /// A reference that shall move; `nil` is none at all.
  struct Move {
    let reference: String
    let old: CommitID?
    let new: CommitID?

    init(_ reference: String, from old: CommitID?, to new: CommitID?) {
      self.reference = reference
      self.old = old
      self.new = new
    }

    /// Reads what git tells a hook: forty zeros are no commit.
    init?(reference: String, old: String, new: String) {
      guard let old = CommitID(hex: old), let new = CommitID(hex: new) else { return nil }
      func id(_ id: CommitID) -> CommitID? { id.hex.allSatisfy { $0 == "0" } ? nil : id }
      self.init(reference, from: id(old), to: id(new))
    }
  }

  private static let notes = "refs/notes/merlon"
  let repository: RepositoryOptions.Opened
  let now: Instant

  /// Everything that keeps the reference from moving; nothing if it may.
  func objections(to move: Move) async throws -> [Diagnostic] {
    let name = move.reference
    if name == "refs/heads/" + repository.branch {
      return try await objections(toPolicy: move)
    }
    if name == Self.notes || name.hasPrefix(Self.notes + "/") {
      return try objections(toLedger: move)
    }
    if name.hasPrefix("refs/replace/") {
      return [
        Self.objection(
          "\(name) would show git other commits than are there", hint: "push no replacements")
      ]
    }
    if name == Lease.reference { return try objections(toLease: move) }
    if name.hasPrefix(OrderMail.prefix) { return try objections(toOrder: move) }
    if name.hasPrefix("refs/merlon/") {
      return [Self.objection("\(name) is the controller's own", hint: "push branches and notes")]
    }
    return []
  }

  private static func objection(_ message: String, hint: String) -> Diagnostic {
    Diagnostic(at: SourceLocation(file: "push"), message, hint: hint)
  }
}

// MARK: - Policy

extension PushJudge {
  private func objections(toPolicy move: Move) async throws -> [Diagnostic] {
    let git = try Repository(openingAt: repository.path)
    var trusted: TrustedCommit?
    if let old = move.old {
      trusted = try PolicyTrust.newest(of: old, stateFolder: repository.stateFolder, in: git)
    }
    guard let new = move.new else {
      return trusted?.rules == nil
        ? []
        : [
          Self.objection(
            "\(move.reference) is the branch of the policy, whose commits have to be signed",
            hint: "take the keys of people out of .merlon/allowed_signers first")
        ]
    }
    var chain =
      if let trusted { TrustChain(from: trusted) } else {
        try TrustChain(atFirstCommitBefore: new, in: git)
      }
    let refusals = try chain.follow(to: new, arrivedAt: now, in: git)
    guard chain.trusted.id == new else { return refusals.flatMap(\.diagnostics) }
    var lookup = RevisionLookup(repository)
    do {
      _ = try await lookup.plan(new.hex)
      return []
    } catch let rejection as Rejection {
      return rejection.diagnostics
    }
  }
}

// MARK: - The ledger

extension PushJudge {
  /// Only more lines, all signed by the one writer that the policy names for them.
  private func objections(toLedger move: Move) throws -> [Diagnostic] {
    let name = move.reference
    guard let ledger = LedgerReference(name: name) else {
      return [
        Self.objection(
          "there is no ledger \(name)",
          hint: "ledgers are \(LedgerReference.controller.name), \(Self.notes)/hosts/HOST and "
            + "\(Self.notes)/rebuilders/NAME")
      ]
    }
    guard let new = move.new else {
      return [Self.objection("\(name) cannot be deleted", hint: "a ledger is kept for ever")]
    }
    let signers = try signers(of: ledger)
    let findings = try Ledger(repositoryAt: repository.path, reference: ledger, signers: signers)
      .verifyHistory(after: move.old, through: new)
    return findings.prefix(Limits.diagnosticsRecordedMax).map { finding in
      Diagnostic(
        at: SourceLocation(file: name), finding.description,
        hint: "fetch it, and add to what is there: "
          + "git fetch origin \(name) && merlon reconcile --once")
    }
  }

  /// Only what a controller has signed, and nothing older than what is there.
  private func objections(toLease move: Move) throws -> [Diagnostic] {
    let git = try Repository(openingAt: repository.path)
    let reader = LeaseReader(
      policy: try trustedPolicy(git), controllers: try signers(of: .controller))
    // One that a controller signed whom policy has taken out since still counts terms.
    let past = try move.old.map { try reader.word(in: $0, git).term ?? 0 } ?? 0
    if let new = move.new, case .controller(let lease) = try reader.word(in: new, git),
      lease.term >= past
    {
      return []
    }
    return [
      Self.objection(
        "\(move.reference) takes what a controller signs, and nothing older than it has",
        hint: "`merlon reconcile --remote` writes it")
    ]
  }

  /// Only what a person who may sign policy has ordered, under the order's own name; it stays as long
  /// as the controller may take it.
  private func objections(toOrder move: Move) throws -> [Diagnostic] {
    let git = try Repository(openingAt: repository.path)
    guard let new = move.new else {
      let order = try move.old.flatMap { OrderMail.order(in: try git.commit($0)) }
      guard let order, OrderJudge.isFresh(order, at: now) else { return [] }
      return [Self.objection("\(move.reference) is on its way", hint: "it can go a day later")]
    }
    let judge = OrderJudge(
      try TrustedCommit(anchor: trustedPolicy(git), in: git))
    if move.old == nil, let order = OrderMail.order(in: try git.commit(new)),
      OrderMail.reference(of: order) == move.reference, OrderJudge.isFresh(order, at: now),
      judge.isSigned(order)
    {
      return []
    }
    return [
      Self.objection(
        "\(move.reference) takes an order that somebody signed just now who may sign policy",
        hint: "`merlon suspend IMAGE --remote origin` pushes one")
    ]
  }

  /// Who may write a ledger, as the trusted policy here says.
  private func signers(of ledger: LedgerReference) throws -> AllowedSigners {
    let git = try Repository(openingAt: repository.path)
    // The controller brings what hosts signed.
    return try LedgerSigners.signers(of: [ledger, .controller], in: trustedPolicy(git), git)
  }

  /// The newest commit of the policy here that is trusted.
  private func trustedPolicy(_ git: borrowing Repository) throws -> CommitID {
    let policy = try git.branch(repository.branch)
    return try PolicyTrust.newest(of: policy, stateFolder: repository.stateFolder, in: git).id
  }
}
