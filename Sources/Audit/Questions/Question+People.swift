/// Who did what.
extension Question {
  /// Whether one person changed the policy alone, and whether as many signed as had to.
  package static let duties = Question(
    name: "duties", abstract: "Who wrote and who signed each policy commit: separation of duties.",
    examples: ["merlon audit duties --from 2026-01-01T00:00:00Z --output csv"],
    columns: [
      .init("commit", .commit), .init("time", .instant), .init("author"), .init("signer"),
      .init("people"), .init("signers", .list), .init("required", .number),
    ],
    filters: [
      .from: "time >= ?", .to: "time <= ?", .commit: "id GLOB ? || '*'",
      .image: "EXISTS (SELECT 1 FROM builds b WHERE b.commit_id = commits.id AND b.image = ?)",
      .tenant: "EXISTS (SELECT 1 FROM builds b WHERE b.commit_id = commits.id AND b.tenant = ?)",
      .host: "EXISTS (SELECT 1 FROM runs WHERE runs.commit_id = commits.id AND runs.host = ?)",
      .requirement:
        "EXISTS (SELECT 1 FROM builds b JOIN requirements r ON r.build = b.line "
        + "WHERE b.commit_id = commits.id AND r.name = ?)",
    ],
    query: """
      SELECT id, time, author, signer, duty, signers, required
      FROM commits WHERE 1 FILTERS ORDER BY number
      """,
    chart: Chart(from: "time", showing: "people"),
    concern: Concern(
      by: "people", ["nobody signed": .error, "too few signed": .error, "one person": .warning]))

  /// Which keys signed what.
  package static let keys = Question(
    name: "keys", abstract: "Which keys signed what, how often, first and last.",
    examples: ["merlon audit keys"],
    columns: [
      .init("signer"), .init("where"), .init("kind"), .init("count", .number),
      .init("first", .instant), .init("last", .instant), .init("key"),
    ],
    filters: [.from: "time >= ?", .to: "time <= ?", .commit: "commit_id GLOB ? || '*'"],
    query: """
      WITH signed AS (
        SELECT coalesce(signer, 'nobody') AS signer, coalesce(key, '') AS key, time,
          id AS commit_id FROM commits),
      orders AS (
        SELECT signer, key, event, time, commit_id, min(line) FROM fleet_events
        WHERE signer IS NOT NULL GROUP BY event, time, actor, image)
      SELECT signer, ledger AS place, kind, count(*), min(time), max(time), key
      FROM lines WHERE 1 FILTERS GROUP BY signer, key, ledger, kind
      UNION ALL
      SELECT signer, 'orders', event, count(*), min(time), max(time), key
      FROM orders WHERE 1 FILTERS GROUP BY signer, key, event
      UNION ALL
      SELECT signer, 'policy', 'commit', count(*), min(time), max(time), key
      FROM signed WHERE 1 FILTERS GROUP BY signer, key
      ORDER BY signer, key, place, kind
      """,
    chart: Chart("signer", from: "first", to: "last", showing: "kind"))
}
