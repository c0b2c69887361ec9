import GRDB
import Vocabulary

/// What changed, by whom, and what became of it.
extension Question {
  private static let verdict =
    "FROM verdicts v WHERE v.commit_id = c.id AND v.image IS NULL ORDER BY v.line LIMIT 1"
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
      SELECT c.id, c.time, c.author, c.signer, (SELECT v.passed \(verdict)),
        (SELECT v.reason \(verdict)),
        (SELECT group_concat(DISTINCT b.image) FROM builds b WHERE b.commit_id = c.id)
      FROM commits c WHERE 1 FILTERS ORDER BY c.number
      """,
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
    filters: [.commit: "commit_id GLOB ? || '*'"], required: [.commit],
    query: """
      SELECT ledger, sequence, time, kind, signer, summary, digest, commit_id
      FROM lines WHERE 1 FILTERS ORDER BY time, ledger, sequence
      """)

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
    ],
    query: """
      SELECT v.commit_id, v.time, c.author, v.image, v.reason, v.diagnostics
      FROM verdicts v LEFT JOIN commits c ON c.id = v.commit_id
      WHERE v.passed = 0 FILTERS ORDER BY v.line
      """)

  /// What made the fleet weaker, or went around the usual way.
  package static let weakenings = Question(
    name: "weakenings",
    abstract: "Requirements that images lost, rollbacks, and what went around the usual way.",
    examples: ["merlon audit weakenings --tenant acme"],
    columns: [
      .init("what"), .init("time", .instant), .init("image"), .init("commit", .commit),
      .init("detail"),
    ],
    filters: [
      .from: "time >= ?", .to: "time <= ?", .commit: "commit_id GLOB ? || '*'",
      .image: "image = ?", .requirement: "detail = ?", .tenant: "tenant = ?",
    ],
    query: """
      WITH pairs AS (
        SELECT line, image, commit_id, time, tenant,
          lag(line) OVER (PARTITION BY image ORDER BY line) AS older FROM builds),
      found AS (
        SELECT 'requirement lost' AS what, p.time, p.image, p.commit_id, r.name AS detail, p.tenant
        FROM pairs p JOIN requirements r ON r.build = p.older
        WHERE NOT EXISTS (
          SELECT 1 FROM requirements n WHERE n.build = p.line AND n.name = r.name)
        UNION ALL SELECT event, time, image, commit_id, detail, NULL FROM events
        WHERE event = 'rolledback'
        UNION ALL SELECT event, time, NULL, commit_id, actor || ': ' || detail, NULL
        FROM fleet_events)
      SELECT what, time, image, commit_id, detail FROM found WHERE 1 FILTERS ORDER BY time
      """)
}
