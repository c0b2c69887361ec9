import GRDB
package import Vocabulary

/// The times at which a line of policy was in what ran.
extension AuditIndex {
  /// An image that ran with the line in it.
  package struct Trace: Hashable, Sendable {
    /// The host.
    package let host: String
    /// The image.
    package let image: ImageName
    /// The digest of its bytes.
    package let digest: String
    /// The policy commit that wanted it.
    package let commit: String
    /// When it began.
    package let since: Instant
    /// When it served; `nil` if it never did.
    package let enforced: Instant?
    /// When it ended; `nil` if it runs.
    package let until: Instant?
  }

  /// The policy commits that were verified, oldest first.
  package func commits() throws(AuditError) -> [CommitID] {
    try read { database in
      try String.fetchAll(database, sql: "SELECT id FROM commits ORDER BY number")
    }.compactMap { CommitID(hex: $0) }
  }

  /// The runs of an image, or of all, from a policy commit on, and before another one.
  ///
  /// What ran when the first one came into force counts if nothing was built for it: then the commit
  /// only wrote anew what the image already had. A commit that was refused, or superseded before
  /// anything was built, came into force with the next one that was neither.
  ///
  /// - Parameter requirement: Only of builds that enforce it.
  package func traces(
    of image: ImageName?, requirement: RequirementName?, from first: CommitID,
    before end: CommitID?
  ) throws(AuditError) -> [Trace] {
    let rows = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          WITH force AS (
            SELECT c.number, c.time FROM commits c JOIN commits f ON f.id = ?3
            WHERE c.number >= f.number AND EXISTS (
              SELECT 1 FROM verdicts v WHERE v.commit_id = c.id AND v.image IS NULL AND v.passed
                AND v.reason NOT LIKE 'superseded by %')
            ORDER BY c.number LIMIT 1)
          SELECT host, image, digest, commit_id, since, enforced, until
          FROM runs JOIN commits c ON c.id = runs.commit_id
            JOIN commits f ON f.id = ?3
          WHERE (?1 IS NULL OR runs.image = ?1) AND (?2 IS NULL OR EXISTS (
              SELECT 1 FROM requirements r WHERE r.build = runs.build AND r.name = ?2))
            AND (c.number >= f.number OR EXISTS (
              SELECT 1 FROM force e WHERE (until IS NULL OR until > e.time)
                AND (?4 IS NULL OR e.number < (SELECT number FROM commits WHERE id = ?4))
                AND NOT EXISTS (
                  SELECT 1 FROM builds b JOIN commits bc ON bc.id = b.commit_id
                  WHERE b.image = runs.image AND bc.number BETWEEN f.number AND e.number)))
            AND (?4 IS NULL OR c.number < (SELECT number FROM commits WHERE id = ?4))
          ORDER BY since, host
          """, arguments: [image?.text, requirement?.text, first.hex, end?.hex])
    }
    return rows.compactMap { row in
      guard let image = ImageName(row["image"] as String) else { return nil }
      func instant(_ column: String) -> Instant? {
        (row[column] as Int64?).map { Instant(milliseconds: $0) }
      }
      return Trace(
        host: row["host"], image: image, digest: row["digest"], commit: row["commit_id"],
        since: instant("since") ?? now, enforced: instant("enforced"), until: instant("until"))
    }
  }
}
