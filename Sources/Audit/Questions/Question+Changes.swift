import GRDB
import Vocabulary

/// What changed, by whom, and what became of it.
extension Question {
  private static func built(_ condition: String) -> String {
    "EXISTS (SELECT 1 FROM builds b WHERE b.commit_id = c.id AND \(condition))"
  }

  /// Every change of a period.
  package static let changes = Question(
    name: "changes",
    abstract:
      "Every policy commit of a period with its verdict, and the proof that none is absent.",
    examples: ["merlon audit changes --from 2026-01-01T00:00:00Z --to 2026-04-01T00:00:00Z"],
    columns: [
      .init("commit", .commit), .init("time", .instant), .init("author"), .init("signer"),
      .init("passed", .flag), .init("reason"), .init("images", .list),
    ],
    filters: [
      .from: "c.time >= ?", .to: "c.time <= ?", .commit: "c.id GLOB ? || '*'",
      .image: built("b.image = ?"), .tenant: built("b.tenant = ?"),
      .host: "EXISTS (SELECT 1 FROM runs WHERE runs.commit_id = c.id AND runs.host = ?)",
      .requirement:
        "EXISTS (SELECT 1 FROM builds b JOIN requirements r ON r.build = b.line "
        + "WHERE b.commit_id = c.id AND r.name = ?)",
    ],
    query: """
      SELECT c.id, c.time, c.author, c.signer, v.passed, v.reason,
        (SELECT group_concat(image, ' ') FROM (
          SELECT DISTINCT image FROM builds b WHERE b.commit_id = c.id ORDER BY image))
      FROM commits c LEFT JOIN verdicts v ON v.line = (
        SELECT min(line) FROM verdicts WHERE commit_id = c.id AND image IS NULL)
      WHERE 1 FILTERS ORDER BY c.number
      """,
    chart: Chart(from: "time", showing: "passed"),
    finish: { answer, filter, index throws(AuditError) in
      answer.notes = try PopulationProof.sentences(of: answer, filter, index)
    })

  /// The evidence of one change.
  package static let evidence = Question(
    name: "evidence", abstract: "Everything that was signed about one policy commit.",
    examples: ["merlon audit evidence --commit 012b6e799bfe"],
    columns: [
      .init("ledger"), .init("line", .number), .init("time", .instant), .init("kind"),
      .init("signer"), .init("summary"), .init("sha256", .digest), .init("commit", .commit),
    ],
    filters: [
      .commit: "commit_id GLOB ? || '*'", .from: "time >= ?", .to: "time <= ?",
    ],
    required: [.commit],
    query: """
      WITH signed AS (
        SELECT ledger, sequence, time, kind, signer, summary, digest, commit_id FROM lines
        UNION ALL SELECT 'policy', NULL, time, 'commit', coalesce(signer, 'nobody'),
          'by ' || author || ': ' || subject, NULL, id FROM commits)
      SELECT * FROM signed WHERE 1 FILTERS ORDER BY time, ledger, sequence
      """,
    chart: Chart("ledger", from: "time", showing: "kind"))

  /// What was refused.
  package static let refusals = Question(
    name: "refusals", abstract: "What was refused, and why, place by place.",
    examples: ["merlon audit refusals --from 2026-01-01T00:00:00Z"],
    columns: [
      .init("commit", .commit), .init("time", .instant), .init("author"), .init("image"),
      .init("reason"), .init("diagnostics"),
    ],
    filters: [
      .from: "v.time >= ?", .to: "v.time <= ?", .commit: "v.commit_id GLOB ? || '*'",
      .image: "v.image = ?",
      .tenant: "EXISTS (SELECT 1 FROM builds b WHERE b.image = v.image AND b.tenant = ?)",
    ],
    query: """
      WITH v AS (
        SELECT line, commit_id, time, image, reason, diagnostics,
          (SELECT author FROM commits c WHERE c.id = commit_id) AS author
        FROM verdicts WHERE passed = 0
        UNION ALL SELECT line, commit_id, time, image, detail, '', actor
        FROM fleet_events WHERE event = 'orderrefused')
      SELECT v.commit_id, v.time, v.author, v.image, v.reason, v.diagnostics
      FROM v WHERE 1 FILTERS ORDER BY v.line
      """,
    chart: Chart(from: "time", showing: "reason"), concern: Concern(every: .error))
}
