import Attestation
import GitStore
package import Ledger
import Vocabulary

/// The history of a fleet: for each policy commit, what was decided and what enforced it.
package struct AuditTrail: Hashable, Sendable {
  /// The commits that the ledger speaks of, in the order in which it first did.
  package let records: [AuditRecord]
  /// What is wrong with the ledger; empty if every line and the chain verified.
  package let findings: [LedgerFinding]

  /// Reads and verifies the controller's ledger.
  ///
  /// - Complexity: O(lines).
  package init(_ ledger: Ledger) throws(LedgerError) {
    let contents = try ledger.read()
    let path = ledger.path
    var order: [CommitID] = []
    var known: Set<CommitID> = []
    for line in contents.ordered where known.insert(line.commit).inserted {
      order.append(line.commit)
    }
    var records: [AuditRecord] = []
    for commit in order {
      records.append(
        AuditRecord(
          commit, subject: Self.subject(of: commit, at: path), contents.lines[commit] ?? []))
    }
    self.records = records
    findings = contents.findings
  }

  /// A commit's subject; empty when the repository has it no longer.
  private static func subject(of commit: CommitID, at path: String) -> String {
    (try? Repository(openingAt: path).commit(commit).subject) ?? ""
  }
}
