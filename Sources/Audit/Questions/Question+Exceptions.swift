/// What made the fleet weaker, or went around the usual way.
extension Question {
  /// What policy let through that it had not.
  package static let weakenings = Question(
    name: "weakenings",
    abstract:
      "Requirements that images lost or that let more through, and options for people to judge.",
    examples: [
      "merlon audit weakenings --tenant acme",
      "merlon audit weakenings --from 2026-01-01T00:00:00Z --output sarif",
    ],
    columns: [
      .init("what"), .init("time", .instant), .init("image"), .init("requirement"),
      .init("commit", .commit), .init("detail"), .init("place"),
    ],
    filters: [
      .from: "time >= ?", .to: "time <= ?", .commit: "commit_id GLOB ? || '*'",
      .image: "image = ?", .requirement: "requirement = ?",
      .host: """
      EXISTS (SELECT 1 FROM runs WHERE runs.commit_id = found.commit_id
        AND runs.image = found.image AND runs.host = ?)
      """,
      .tenant: imageOfTenant,
    ],
    // What the controller said when it let a commit through, and what its images show by
    // themselves: an image that was built without a requirement that its predecessor had.
    query: """
      WITH pairs AS (
        SELECT line, image, commit_id, time,
          lag(line) OVER (PARTITION BY image ORDER BY line) AS older FROM builds),
      found AS (
        SELECT kind AS what, time, image, requirement, commit_id, message AS detail, place
        FROM callouts
        UNION ALL
        SELECT 'lost', p.time, p.image, r.name, p.commit_id, 'the image was built without it', NULL
        FROM pairs p JOIN requirements r ON r.build = p.older
        WHERE NOT EXISTS (
          SELECT 1 FROM requirements n WHERE n.build = p.line AND n.name = r.name)
        AND NOT EXISTS (
          SELECT 1 FROM callouts c WHERE c.commit_id = p.commit_id AND c.kind = 'lost'
            AND c.requirement = r.name AND c.image = p.image))
      SELECT what, time, image, requirement, commit_id, detail, place
      FROM found WHERE 1 FILTERS ORDER BY time, what, image
      """,
    chart: Chart("what", from: "time", showing: "image"),
    concern: Concern(by: "what", ["lost": .error, "weakened": .error, "changed": .warning]))

  /// What went back.
  package static let rollbacks = Question(
    name: "rollbacks",
    abstract: "Instances and images that went back to an older version, and policy that moved.",
    examples: ["merlon audit rollbacks --host edge-1 --from 2026-01-01T00:00:00Z"],
    columns: [
      .init("what"), .init("time", .instant), .init("host"), .init("image"),
      .init("commit", .commit), .init("actor"), .init("detail"), .init("signer"),
    ],
    filters: [
      .from: "time >= ?", .to: "time <= ?", .commit: "commit_id GLOB ? || '*'",
      .image: "image = ?", .host: "host = ?",
      .tenant: imageOfTenant,
    ],
    // An order that still stands is recorded again on each commit that follows.
    query: """
      WITH found AS (
        SELECT 'rolledback' AS what, time, host, image, commit_id, '' AS actor, detail,
          NULL AS signer
        FROM events WHERE rolled_back
        UNION ALL
        SELECT event, time, NULL, image, commit_id, actor, detail, signer FROM (
          SELECT *, min(line) FROM fleet_events
          WHERE event IN ('undone', 'quarantined', 'transitioned')
          GROUP BY event, time, actor, image))
      SELECT what, time, host, image, commit_id, actor, detail, signer
      FROM found WHERE 1 FILTERS ORDER BY time, host, image
      """,
    chart: Chart("what", from: "time", showing: "image"), concern: Concern(every: .warning))

  /// What somebody did beside policy.
  package static let overrides = Question(
    name: "overrides",
    abstract: "What somebody ordered beside policy and until when, and changes of who may sign.",
    examples: ["merlon audit overrides --at 2026-03-01T12:00:00Z"],
    columns: [
      .init("what"), .init("time", .instant), .init("until", .instant), .init("image"),
      .init("commit", .commit), .init("actor"), .init("detail"), .init("signer"),
    ],
    filters: [
      .from: "until IS NULL OR until >= ?", .to: "time <= ?",
      .at: "time <= ? AND (until IS NULL OR until > ?)", .commit: "commit_id GLOB ? || '*'",
      .image: "image IS NULL OR image = ?",
      .tenant: "image IS NULL OR image IN (SELECT image FROM builds WHERE tenant = ?)",
    ],
    query: """
      WITH orders AS (
        SELECT *, min(line) FROM fleet_events
        WHERE event NOT IN ('undone', 'quarantined', 'transitioned', 'orderrefused')
        GROUP BY event, time, actor, image),
      found AS (
        SELECT o.*, CASE WHEN o.event IN ('suspended', 'paused') THEN nullif(min(
            coalesce(o.ends, 9e18), coalesce((
              SELECT min(n.time) FROM orders n WHERE n.time > o.time
                AND n.event = CASE o.event WHEN 'suspended' THEN 'resumed' ELSE 'continued' END
                AND (n.image IS NULL OR n.image IS o.image)), 9e18)), 9e18)
          ELSE o.time END AS until FROM orders o)
      SELECT event, time, CASE WHEN until > time THEN CAST(until AS INTEGER) END, image, commit_id,
        actor, detail, signer
      FROM found WHERE 1 FILTERS ORDER BY time
      """,
    chart: Chart("what", from: "time", to: "until", showing: "image"),
    concern: Concern(
      by: "what",
      [
        "suspended": .warning, "paused": .warning, "restarted": .note, "resumed": .note,
        "continued": .note, "keyschanged": .note,
      ]))

  /// Which images somebody else built again.
  package static let rebuilds = Question(
    name: "rebuilds",
    abstract: "Which images somebody built again with a key of their own, and what came of it.",
    examples: [
      "merlon audit rebuilds --image web",
      "merlon audit rebuilds --from 2026-01-01T00:00:00Z --output oscal",
    ],
    columns: [
      .init("image"), .init("digest", .digest), .init("commit", .commit), .init("time", .instant),
      .init("builder"), .init("state"), .init("by", .list), .init("rebuilt", .instant),
      .init("detail"),
    ],
    filters: [
      .from: "b.time >= ?", .to: "b.time <= ?", .commit: "b.commit_id GLOB ? || '*'",
      .image: "b.image = ?", .tenant: "b.tenant = ?",
      .host: "EXISTS (SELECT 1 FROM runs WHERE runs.build = b.line AND runs.host = ?)",
      .requirement:
        "EXISTS (SELECT 1 FROM requirements r WHERE r.build = b.line AND r.name = ?)",
    ],
    // Whoever built an image cannot vouch for it by building it again.
    query: """
      WITH again AS (
        SELECT r.commit_id, r.image, r.digest, l.key, max(r.passed) AS passed,
          min(r.passed) AS all_passed, l.signer, max(r.time) AS time, r.reason
        FROM rebuilds r JOIN lines l ON l.id = r.line
        GROUP BY r.commit_id, r.image, r.digest, l.key)
      SELECT b.image, b.digest, b.commit_id, b.time, o.signer,
        CASE WHEN count(a.key) = 0 THEN 'not rebuilt' WHEN min(a.all_passed) THEN 'reproduced'
          WHEN max(a.passed) THEN 'disputed' ELSE 'differs' END,
        group_concat(a.signer, ' '), max(a.time), coalesce(max(a.reason), '')
      FROM builds b JOIN lines o ON o.id = b.line
        LEFT JOIN again a ON a.commit_id = b.commit_id AND a.image = b.image
          AND a.digest = b.digest AND a.key <> o.key
      WHERE 1 FILTERS GROUP BY b.line ORDER BY b.line
      """,
    chart: Chart("image", from: "time", showing: "state"),
    concern: Concern(
      by: "state", ["not rebuilt": .note, "differs": .error, "disputed": .error]))
}
