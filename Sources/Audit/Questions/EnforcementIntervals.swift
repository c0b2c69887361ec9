import GRDB
import Vocabulary

/// The times at which a requirement was enforced on each host, by the runs of images that had it,
/// what probes said meanwhile, and the gaps between.
struct EnforcementIntervals {
  /// The rows of the answer.
  private(set) var rows: [[JSON]] = []

  private let at: Int64?

  private struct Run {
    let host: String
    let image: String
    let digest: String
    let since: Int64
    let enforced: Int64?
    let until: Int64?
    let hasRequirement: Bool

    var place: Place { Place(host: host, image: image) }
  }

  /// An image on a host.
  private struct Place: Hashable {
    let host: String
    let image: String
  }

  /// Reads the runs of every image that ever had the requirement on a host.
  init(
    of requirement: String, _ filter: AuditFilter, _ index: AuditIndex
  ) throws(AuditError) {
    let end = filter.instant(.to)?.milliseconds ?? index.now.milliseconds
    let start = filter.instant(.from)?.milliseconds ?? .min
    at = filter.instant(.at)?.milliseconds
    let (runs, tests) = try index.read { database in
      (try Self.runs(of: requirement, filter, database), try Self.tests(database))
    }
    var last: Run?
    // Until when an image is known to have run on a host: runs lie over each other.
    var covered = Int64.min
    for run in runs {
      if last?.host != run.host || last?.image != run.image {
        covered = .min
      } else if covered < run.since {
        add(run, "unknown", covered, run.since, "no instance is known", start, end)
      }
      add(run, tests[run.host + "/" + run.digest] ?? [], covered, start, end)
      covered = max(covered, run.until ?? .max)
      last = run
    }
  }

  private static func runs(
    of requirement: String, _ filter: AuditFilter, _ database: Database
  ) throws -> [Run] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT host, image, digest, since, enforced, until, EXISTS (
          SELECT 1 FROM requirements r WHERE r.build = runs.build AND r.name = ?1) AS has
        FROM runs WHERE (?2 IS NULL OR host = ?2) AND (?3 IS NULL OR image = ?3)
          AND (?4 IS NULL OR image IN (SELECT image FROM builds WHERE tenant = ?4))
        ORDER BY host, image, since
        """,
      arguments: [
        requirement, filter.text(.host), filter.text(.image), filter.text(.tenant),
      ])
    let runs = rows.map { row in
      Run(
        host: row[0], image: row[1], digest: row[2], since: row[3], enforced: row[4],
        until: row[5], hasRequirement: row[6])
    }
    let places = Set(runs.lazy.filter(\.hasRequirement).map(\.place))
    return runs.filter { places.contains($0.place) }
  }

  /// The verdicts of probes by host and image, where they changed; nothing of images whose probes
  /// always passed.
  private static func tests(
    _ database: Database
  ) throws -> [String: [(time: Int64, passed: Bool)]] {
    var found: [String: [(time: Int64, passed: Bool)]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT host, digest, result, time FROM tests
        WHERE (host, digest) IN (SELECT host, digest FROM tests WHERE result <> 'PASSED')
        ORDER BY time, line
        """)
    while let row = try rows.next() {
      let (host, digest, result): (String, String, String) = (
        row["host"], row["digest"], row["result"]
      )
      let key = host + "/" + digest
      let passed = result == "PASSED"
      guard found[key]?.last?.passed != passed else { continue }
      found[key, default: []].append((row["time"], passed))
    }
    return found
  }

  /// Adds a run, cut where its probes changed their mind.
  ///
  /// Until it serves it says nothing, and the run before it, up to `covered`, is what counts.
  private mutating func add(
    _ run: Run, _ tests: [(time: Int64, passed: Bool)], _ covered: Int64, _ start: Int64,
    _ end: Int64
  ) {
    let until = run.until ?? end
    let since = max(run.since, covered)
    guard let enforced = run.enforced else {
      add(run, "unknown", since, until, "it never served", start, end)
      return
    }
    add(run, "unknown", since, enforced, "it did not serve yet", start, end)
    guard run.hasRequirement else {
      add(run, "not enforced", enforced, until, "the image has it not", start, end)
      return
    }
    var (from, isPassed) = (enforced, true)
    for test in tests where test.time >= enforced && test.time < until && test.passed != isPassed {
      add(run, isPassed, from, test.time, start, end)
      (from, isPassed) = (test.time, test.passed)
    }
    add(run, isPassed, from, until, start, end)
  }

  private mutating func add(
    _ run: Run, _ isPassed: Bool, _ from: Int64, _ to: Int64, _ start: Int64, _ end: Int64
  ) {
    add(
      run, isPassed ? "enforced" : "not enforced", from, to,
      isPassed ? "it is compiled in" : "a probe failed", start, end)
  }

  private mutating func add(
    _ run: Run, _ state: String, _ from: Int64, _ to: Int64, _ reason: String, _ start: Int64,
    _ end: Int64
  ) {
    let (from, to) = (max(from, start), min(to, end))
    guard from < to, at.map({ (from..<to).contains($0) }) ?? true else { return }
    rows.append([
      .string(run.host), .string(run.image), .string(state),
      .string(Instant(milliseconds: from).description),
      .string(Instant(milliseconds: to).description), .string(reason),
    ])
  }
}
