import GRDB
import Ledger
import Vocabulary

/// The proof that a list of changes is complete: they are neighbours in the branch's history, each
/// has its verdict, and the root of the ledger commits to all of them.
enum PopulationProof {
  static func sentences(
    of answer: Answer, _ filter: AuditFilter, _ index: AuditIndex
  ) throws(AuditError) -> [String] {
    guard case .string(let first)? = answer.rows.first?.first,
      case .string(let last)? = answer.rows.last?.first
    else { return ["no policy commit matches"] }
    let isWhole = filter.fields.allSatisfy { [.from, .to].contains($0) }
    let span = try index.read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT (SELECT number FROM commits WHERE id = ?2)
            - (SELECT number FROM commits WHERE id = ?1) + 1
          """, arguments: [first, last]) ?? 0
    }
    let unjudged = answer.rows.count { $0[4] == .null }
    var sentences = [
      "\(answer.rows.count) policy commits from \(first.prefix(12)) to \(last.prefix(12)), of "
        + "\(span) between them; compare: git rev-list --first-parent --count "
        + "\(first.prefix(12))..\(last.prefix(12))",
      unjudged == 0 ? "each has a verdict" : "\(unjudged) have no verdict",
    ]
    if isWhole, span != answer.rows.count {
      sentences.append("the times of commits do not follow their order: some between are left out")
    }
    for position in try index.positions()
    where position.reference == LedgerReference.controller.name {
      sentences.append(
        "notes commit \(position.commit.prefix(12)) signs the root \(position.root) over all "
          + "\(position.count) lines")
    }
    return sentences
  }
}
