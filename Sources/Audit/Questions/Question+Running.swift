import Vocabulary

/// What ran: where, when, and with which requirements.
extension Question {
  private static let requirements =
    "(SELECT requirements FROM builds WHERE line = runs.build)"
  private static let runFilters: [AuditFilter.Field: String] = [
    .image: "runs.image = ?", .host: "runs.host = ?", .commit: "runs.commit_id GLOB ? || '*'",
    .requirement: "EXISTS (SELECT 1 FROM requirements r WHERE r.build = runs.build AND r.name = ?)",
    .tenant: "EXISTS (SELECT 1 FROM builds b WHERE b.line = runs.build AND b.tenant = ?)",
  ]

  /// What ran at an instant.
  package static let running = Question(
    name: "running",
    abstract: "What ran at an instant, now when absent, and which requirements it enforced.",
    examples: [
      "merlon audit running --host edge-1 --at 2026-03-01T12:00:00Z",
      "merlon audit running --requirement public-is-authenticated --output json",
    ],
    columns: [
      .init("host"), .init("image"), .init("digest", .digest), .init("commit", .commit),
      .init("since", .instant), .init("enforced", .instant), .init("requirements", .list),
    ],
    filters: runFilters.merging([.at: "since <= ? AND (until IS NULL OR until > ?)"]) { $1 },
    current: [.at],
    query: """
      SELECT host, image, digest, commit_id, since, enforced, \(requirements)
      FROM runs WHERE 1 FILTERS ORDER BY host, image, since
      """,
    chart: Chart("host", "image", from: "since", showing: "requirements", isOngoing: true),
    // What only booted enforces nothing that anybody has seen.
    concern: Concern(by: "enforced", ["": .warning]))

  /// Where and when images ran.
  package static let runs = Question(
    name: "runs", abstract: "Where and when images ran, and how each run ended.",
    examples: [
      "merlon audit runs --image web",
      "merlon audit runs --host edge-1 --from 2026-01-01T00:00:00Z --to 2026-04-01T00:00:00Z",
    ],
    columns: [
      .init("host"), .init("image"), .init("digest", .digest), .init("commit", .commit),
      .init("since", .instant), .init("enforced", .instant), .init("until", .instant),
      .init("ended"), .init("requirements", .list),
    ],
    filters: runFilters.merging([
      .from: "until IS NULL OR until >= ?", .to: "since <= ?",
      .at: "since <= ? AND (until IS NULL OR until > ?)",
    ]) { $1 },
    query: """
      SELECT host, image, digest, commit_id, since, enforced, until, ended, \(requirements)
      FROM runs WHERE 1 FILTERS ORDER BY since, host, image
      """,
    chart: Chart("host", "image", from: "since", to: "until", showing: "ended"))

  /// When a requirement was enforced where.
  package static let enforcement = Question(
    name: "enforcement",
    abstract: "When a requirement was enforced, not enforced, or nobody knows, host by host.",
    examples: ["merlon audit enforcement --requirement public-is-authenticated"],
    columns: [
      .init("host"), .init("image"), .init("state"), .init("from", .instant),
      .init("to", .instant), .init("because"),
    ],
    filters: [
      .requirement: """
      EXISTS (SELECT 1 FROM runs o JOIN requirements r ON r.build = o.build
        WHERE o.host = runs.host AND o.image = runs.image AND r.name = ?)
      """,
      .image: "runs.image = ?", .host: "runs.host = ?",
      .from: "until IS NULL OR until >= ?", .to: "since <= ?",
      .at: "since <= ? AND (until IS NULL OR until > ?)",
      .tenant: "EXISTS (SELECT 1 FROM builds b WHERE b.line = runs.build AND b.tenant = ?)",
    ],
    required: [.requirement],
    // The rows are made of several tables, and cut where probes changed their mind.
    query: "SELECT NULL, NULL, NULL, NULL, NULL, NULL FROM runs WHERE 0 FILTERS",
    chart: Chart("host", "image", from: "from", to: "to", showing: "state"),
    concern: Concern(by: "state", ["not enforced": .error, "unknown": .warning]),
    finish: { answer, filter, index throws(AuditError) in
      answer.rows = try EnforcementIntervals(
        of: filter.text(.requirement) ?? "", filter, index
      ).rows
    })
}
