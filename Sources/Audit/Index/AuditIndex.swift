import Attestation
import Disk
import Glibc
import GRDB
package import Ledger
import Vocabulary

/// What the ledgers say, in tables that questions are answered from.
///
/// A cache: every row comes from a line that was verified when it was read, and nothing is lost
/// with the file. It is made again when it is damaged, or of another release.
package final class AuditIndex: Sendable {
  /// What is wrong with what the index was made from.
  package let findings: [LedgerFinding]
  /// The instant of the request, which is what "now" means in answers.
  let now: Instant
  private let queue: DatabaseQueue

  /// Opens the index in the file at `path` and brings it up to the ledgers as they are.
  ///
  /// - Complexity: O(what is new), or O(everything) the first time.
  package init(at path: String, _ request: AuditVerification.Request) throws(AuditError) {
    now = request.now
    do {
      (queue, findings) = try Self.open(path, request)
    } catch let error as AuditError {
      throw error
    } catch {
      // Whatever it is, a new file has it not.
      for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
      do { (queue, findings) = try Self.open(path, request) } catch let error as AuditError {
        throw error
      } catch {
        throw .index("\(error)")
      }
    }
  }

  /// Asks the tables.
  func read<Value>(_ body: (Database) throws -> Value) throws(AuditError) -> Value {
    do { return try queue.read(body) } catch let error as AuditError { throw error } catch {
      throw .index("\(error)")
    }
  }
}

// MARK: - Making it

extension AuditIndex {
  private static func open(
    _ path: String, _ request: AuditVerification.Request
  ) throws -> (DatabaseQueue, [LedgerFinding]) {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    chmod(path, 0o600)
    let pins = request.pins?.text ?? ""
    let former = try queue.write { database in try prepare(database, pins) }
    let verification = try AuditVerification(request.continuing(former))
    guard verification.lineCount > 0 || verification.checkpoint != former else {
      return (queue, verification.findings)
    }
    try queue.write { database in
      if verification.continued == nil { try empty(database) }
      try IndexWriter(database, verification).write()
      try save(verification.checkpoint, pins, database)
    }
    return (queue, verification.findings)
  }

  /// Makes the tables if they are not there, and tells how far they are filled by whoever trusts
  /// the same keys.
  private static func prepare(_ database: Database, _ pins: String) throws -> Checkpoint? {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version == IndexSchema.version else {
      try drop(database)
      try database.execute(sql: IndexSchema.tables)
      try database.execute(sql: "PRAGMA user_version = \(IndexSchema.version)")
      return nil
    }
    let text = try String.fetchOne(
      database,
      sql: """
        SELECT value FROM meta WHERE name = 'checkpoint'
          AND (SELECT value FROM meta WHERE name = 'pins') = ?
        """, arguments: [pins])
    guard let text, let json = try? JSON.parse(text), let statement = try? Statement(parsing: json)
    else { return nil }
    return Checkpoint(statement)
  }

  private static func tables(_ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
  }

  private static func drop(_ database: Database) throws {
    for table in try tables(database) { try database.execute(sql: "DROP TABLE \"\(table)\"") }
  }

  private static func empty(_ database: Database) throws {
    for table in try tables(database) { try database.execute(sql: "DELETE FROM \"\(table)\"") }
  }

  private static func save(
    _ checkpoint: Checkpoint?, _ pins: String, _ database: Database
  ) throws {
    try database.execute(sql: "DELETE FROM meta WHERE name IN ('checkpoint', 'pins')")
    guard let checkpoint else { return }
    try database.execute(
      sql: "INSERT INTO meta VALUES ('checkpoint', ?), ('pins', ?)",
      arguments: [checkpoint.statement.json.canonical, pins])
  }
}

extension AuditVerification.Request {
  /// The same request, on from where an index stopped; images are not looked at, and what came of
  /// building them again is an answer of its own.
  fileprivate func continuing(_ checkpoint: Checkpoint?) -> Self {
    var request = Self(
      repositoryAt: repositoryPath, branch: branch, pins: pins, store: nil, checkpoint: checkpoint,
      now: now)
    request.judgesRebuilds = false
    return request
  }
}
