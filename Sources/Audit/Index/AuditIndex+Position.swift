import GRDB
import Vocabulary

extension AuditIndex {
  /// What was verified of one ledger: everything up to a notes commit.
  package struct Position: Hashable, Sendable {
    /// The full name of the reference.
    package let reference: String
    /// The notes commit.
    package let commit: String
    /// The RFC 6962 root over all its lines.
    package let root: String
    /// How many lines there are.
    package let count: Int
  }

  /// Up to where the answers of this index are verified, by the names of the references; nothing
  /// if something is wrong with a ledger.
  package func positions() throws(AuditError) -> [Position] {
    let text = try read { database in
      try String.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'checkpoint'")
    }
    let ledgers = text.flatMap { try? JSON.parse($0) }?["predicate"]?["ledgers"]?.object ?? [:]
    return ledgers.sorted { $0.key < $1.key }.compactMap { name, mark in
      guard let root = mark["root"]?.string, let count = mark["sequence"]?.integer,
        let commit = mark["commit"]?.string
      else { return nil }
      return Position(reference: name, commit: commit, root: root, count: count)
    }
  }
}
