package import Attestation
package import Keys
package import Ledger
package import Vocabulary

/// How far an auditor has verified: where the policy and each ledger were.
///
/// Signed with the auditor's own key, so that whoever can write to the repository cannot say that
/// more was verified, or less.
package struct Checkpoint: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://merlon.dev/attestation/checkpoint/v1"

  /// Where one ledger was.
  package struct Mark: Hashable, Sendable {
    /// The notes commit.
    package let commit: CommitID
    /// Where the ledger ended.
    package let position: LedgerPosition
  }

  /// When it was verified.
  package let time: Instant
  /// The branch of the policy.
  package let branch: String
  /// The newest policy commit that had a verdict.
  package let policy: CommitID
  /// The ledgers by the full names of their references.
  package let ledgers: [String: Mark]
}

// MARK: - The signed form

extension Checkpoint {
  /// The checkpoint as a statement about the commits that it names.
  package var statement: Statement {
    let marks = ledgers.mapValues { mark -> JSON in
      var members: [String: JSON] = [
        "commit": .string(mark.commit.hex), "sequence": .integer(mark.position.sequence),
        "root": .string(mark.position.tree.root.description),
        "peaks": .string(mark.position.tree.text),
      ]
      members["last"] = mark.position.last.map { .string($0.description) }
      return .object(members)
    }
    return Statement(
      subjects: ([policy] + ledgers.values.map(\.commit).sorted()).map {
        ResourceDescriptor.commit($0)
      },
      predicateType: Self.predicateType,
      predicate: [
        "time": .string(time.description), "branch": .string(branch),
        "policy": .string(policy.hex), "ledgers": .object(marks),
      ])
  }

  /// The line that is kept.
  package func sealed(with key: SigningKey) throws(KeyError) -> String {
    try key.envelope(of: statement).line
  }

  /// Reads a line that `key` sealed; `nil` if it did not, or if the line is none.
  package init?(_ line: some StringProtocol, sealedBy key: SSHPublicKey) {
    guard let envelope = try? Envelope(parsing: line),
      KeyRing([key]).key(of: envelope).fingerprint != nil,
      let statement = try? envelope.statement()
    else { return nil }
    self.init(statement)
  }

  /// Reads what `statement` wrote, or returns `nil`.
  init?(_ statement: Statement) {
    guard statement.predicateType == Self.predicateType,
      let time = statement.predicate["time"]?.string.flatMap({ Instant($0) }),
      let branch = statement.predicate["branch"]?.string,
      let policy = statement.predicate["policy"]?.string.flatMap({ CommitID(hex: $0) }),
      let marks = statement.predicate["ledgers"]?.object
    else { return nil }
    var ledgers: [String: Mark] = [:]
    for (name, mark) in marks {
      guard let commit = mark["commit"]?.string.flatMap({ CommitID(hex: $0) }),
        let sequence = mark["sequence"]?.integer, let peaks = mark["peaks"]?.string,
        let root = mark["root"]?.string.flatMap({ Digest($0) }),
        let position = LedgerPosition(
          sequence: sequence, last: mark["last"]?.string.flatMap { Digest($0) }, root: root,
          peaks: peaks)
      else { return nil }
      ledgers[name] = Mark(commit: commit, position: position)
    }
    self.init(time: time, branch: branch, policy: policy, ledgers: ledgers)
  }
}
