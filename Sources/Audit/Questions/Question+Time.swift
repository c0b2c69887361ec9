import Attestation
import Vocabulary

/// How long things took.
extension Question {
  /// The events with which a drift is over: the image serves again, or nobody wants it.
  private static let settling = DeploymentEvent.Kind.serving.union([.removed])
    .map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")

  /// When what ran was not what the policy wants.
  package static let drift = Question(
    name: "drift", abstract: "When an instance was not what the policy wants, and for how long.",
    examples: ["merlon audit drift --host edge-1"],
    columns: [
      .init("host"), .init("image"), .init("digest", .digest), .init("event"),
      .init("since", .instant), .init("until", .instant), .init("milliseconds", .duration),
      .init("detail"),
    ],
    filters: [
      .from: "ended IS NULL OR ended >= ?", .to: "time <= ?", .host: "host = ?",
      .image: "image = ?", .commit: "commit_id GLOB ? || '*'",
      .at: "time <= ? AND (ended IS NULL OR ended > ?)",
      .requirement: """
      EXISTS (SELECT 1 FROM builds b JOIN requirements r ON r.build = b.line
        WHERE b.image = ends.image AND b.digest = ends.digest AND r.name = ?)
      """,
      .tenant: imageOfTenant,
    ],
    query: """
      WITH ends AS (
        SELECT e.*, (
          SELECT min(n.time) FROM events n
          WHERE n.host = e.host AND n.image = e.image AND n.instance = e.instance
            AND n.time > e.time AND n.event IN (\(settling))
        ) AS ended FROM events e
        WHERE e.event IN ('failed', 'restarted', 'stopped', 'expired', 'drained', 'drifted'))
      SELECT host, image, digest, event, time, ended, ended - time, detail
      FROM ends WHERE 1 FILTERS ORDER BY time
      """,
    chart: Chart("host", "image", from: "since", to: "until", showing: "event"),
    concern: Concern(every: .warning))

  /// How long it took from a commit to its enforcement.
  package static let lag = Question(
    name: "lag", abstract: "How long it took from commit to enforced: p50, p95 and the longest.",
    examples: ["merlon audit lag --from 2026-01-01T00:00:00Z --host edge-1"],
    columns: [
      .init("image"), .init("count", .number), .init("p50", .duration), .init("p95", .duration),
      .init("max", .duration), .init("longest", .commit),
    ],
    filters: [
      .from: "c.time >= ?", .to: "c.time <= ?", .at: "c.time <= ?", .host: "runs.host = ?",
      .image: "runs.image = ?", .commit: "c.id GLOB ? || '*'",
      .requirement:
        "EXISTS (SELECT 1 FROM requirements r WHERE r.build = runs.build AND r.name = ?)",
      .tenant: "EXISTS (SELECT 1 FROM builds b WHERE b.line = runs.build AND b.tenant = ?)",
    ],
    query: """
      SELECT runs.image, min(runs.enforced) - c.time, 0, 0, 0, c.id
      FROM runs JOIN commits c ON c.id = runs.commit_id
      WHERE runs.enforced IS NOT NULL FILTERS
      GROUP BY runs.image, runs.host, c.id ORDER BY runs.image
      """,
    finish: { answer, _, _ throws(AuditError) in answer.rows = percentiles(answer.rows) })

  /// A row for each image, and one for all of them.
  private static func percentiles(_ rows: [[JSON]]) -> [[JSON]] {
    var values: [String: [(lag: Int, commit: JSON)]] = [:]
    for row in rows {
      guard let image = row[0].string, let lag = row[1].integer else { continue }
      values[image, default: []].append((lag, row[5]))
      values["all", default: []].append((lag, row[5]))
    }
    let names = values.keys.sorted { ($0 == "all" ? 1 : 0, $0) < ($1 == "all" ? 1 : 0, $1) }
    return names.map { name in
      let sorted = (values[name] ?? []).sorted { $0.lag < $1.lag }
      func part(_ hundredths: Int) -> JSON {
        .integer(sorted[min(sorted.count - 1, (sorted.count * hundredths + 99) / 100 - 1)].lag)
      }
      return [
        .string(name), .integer(sorted.count), part(50), part(95), part(100),
        sorted.last?.commit ?? .null,
      ]
    }
  }

  /// Every question, in the order in which they are listed.
  package static let all = [
    running, runs, enforcement, changes, evidence, refusals, weakenings, rollbacks, overrides,
    drift, lag, duties, keys, rebuilds,
  ]
}
