import Attestation
import GRDB
import Vocabulary

/// Turns the events of one instance into the times at which each image ran there.
struct RunBook {
  /// Where an image runs.
  struct Instance: Hashable {
    let host: String
    let image: String
    let instance: String
  }

  /// One time at which one image of one commit ran.
  private struct Run {
    let digest: String
    let commit: String
    let since: Int64
    var enforced: Int64?
    var until: Int64?
    var ended: String?
  }

  private let instance: Instance
  private let database: Database

  init(_ instance: Instance, _ database: Database) {
    self.instance = instance
    self.database = database
  }

  /// Events after which an image runs, and those after which it serves and the others do not.
  private static let running = Set(DeploymentEvent.Kind.running.map(\.rawValue))
  private static let serving = Set(DeploymentEvent.Kind.serving.map(\.rawValue))

  /// Writes the runs of the instance anew.
  func write() throws {
    let place: StatementArguments = [instance.host, instance.image, instance.instance]
    try database.execute(
      sql: "DELETE FROM runs WHERE host = ? AND image = ? AND instance = ?", arguments: place)
    var runs: [Run] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT digest, commit_id, event, time FROM events
        WHERE host = ? AND image = ? AND instance = ? ORDER BY time, line
        """, arguments: place)
    // Few run at a time: only the newest runs are looked at.
    var open: [Int] = []
    while let row = try rows.next() {
      take(row["event"], of: row["digest"], row["commit_id"], at: row["time"], &runs, &open)
    }
    for run in runs { try insert(run) }
  }

  private func take(
    _ event: String, of digest: String, _ commit: String, at time: Int64, _ runs: inout [Run],
    _ open: inout [Int]
  ) {
    func close(_ index: Int, _ reason: String) {
      runs[index].until = time
      runs[index].ended = reason
    }
    // What a host did not do changes nothing there.
    if event == DeploymentEvent.Kind.refused.rawValue { return }
    let own = open.first { runs[$0].digest == digest && runs[$0].commit == commit }
    guard Self.running.contains(event) else {
      // The end of an image may be told of a later commit than its begin.
      guard let index = own ?? open.first(where: { runs[$0].digest == digest }) else { return }
      close(index, event)
      open.removeAll { $0 == index }
      return
    }
    if own == nil {
      open.append(runs.count)
      runs.append(Run(digest: digest, commit: commit, since: time))
    }
    guard Self.serving.contains(event), let index = own ?? open.last else { return }
    runs[index].enforced = runs[index].enforced ?? time
    // An image that a newer commit keeps goes on as that commit's.
    for other in open where other != index {
      close(other, runs[other].digest == digest ? "kept" : "replaced")
    }
    open = [index]
  }

  private func insert(_ run: Run) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, (
          SELECT line FROM builds WHERE image = ?2 AND digest = ?4
          ORDER BY commit_id = ?5 DESC, line DESC LIMIT 1), ?, ?, ?, ?)
        """
    ).execute(arguments: [
      instance.host, instance.image, instance.instance, run.digest, run.commit, run.since,
      run.enforced, run.until, run.ended,
    ])
  }
}
