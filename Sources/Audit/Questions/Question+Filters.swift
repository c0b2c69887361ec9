/// Conditions that several questions have in common, each a piece of SQL.
extension Question {
  /// That a row's image was ever built for a tenant.
  static let imageOfTenant = "image IN (SELECT image FROM builds WHERE tenant = ?)"
  /// That a row's image ever ran on a host.
  static let imageOnHost = "image IN (SELECT image FROM runs WHERE host = ?)"
  /// That a row's image was ever built with a requirement.
  static let imageWithRequirement =
    "image IN (SELECT b.image FROM requirements r JOIN builds b ON b.line = r.build "
    + "WHERE r.name = ?)"

  /// What is asked of lines of ledgers, whose number is `line`: those that speak of a thing, and with
  /// an image those that speak of the fleet as a whole.
  static let lineFilters: [AuditFilter.Field: String] = [
    .from: "time >= ?", .to: "time <= ?", .at: "time <= ?", .commit: "commit_id GLOB ? || '*'",
    .image: lines(of: "image = ?"),
    .tenant: lines(of: imageOfTenant),
    .requirement: lines(of: imageWithRequirement),
    .host: """
    line IN (SELECT line FROM events WHERE host = ? UNION ALL
      SELECT line FROM tests WHERE host = ?)
    """,
  ]

  private static func lines(of condition: String) -> String {
    let tables = ["builds", "events", "tests", "verdicts", "rebuilds", "fleet_events"]
    return "line IN ("
      + tables.map { "SELECT line FROM \($0) WHERE \(condition)" }.joined(separator: " UNION ALL ")
      + ")"
  }
}
