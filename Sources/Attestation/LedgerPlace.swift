package import Vocabulary

/// A line's place in its ledger, which is signed together with what the line claims.
package struct LedgerPlace: Hashable, Sendable {
  /// The member of the predicate that holds it.
  package static let extensionKey = "merlon_ledger"

  /// The number of the line, from 1, without gaps over the whole ledger.
  package let sequence: Int
  /// The digest of the line before; `nil` for the first.
  package let previous: Digest?
  /// The commit that the line is recorded on.
  package let commit: CommitID
  /// When it was recorded.
  package let time: Instant
  /// The name that it has on its commit, if it has one.
  package let key: String?

  /// Makes a place.
  package init(
    sequence: Int, previous: Digest?, commit: CommitID, time: Instant, key: String? = nil
  ) {
    self.sequence = sequence
    self.previous = previous
    self.commit = commit
    self.time = time
    self.key = key
  }

  /// A statement with this place in its predicate, in place of any that it had.
  package func adding(to statement: Statement) -> Statement {
    var members: [String: JSON] = [
      "sequence": .integer(sequence), "previous": previous.map { .string($0.description) } ?? .null,
      "time": .string(time.description), "commit": .string(commit.hex),
    ]
    if let key { members["key"] = .string(key) }
    return statement.adding(Self.extensionKey, .object(members))
  }

  /// Reads the place of a statement, or returns `nil` if it has none.
  package init?(of statement: Statement) {
    guard let place = statement.predicate[Self.extensionKey],
      let sequence = place["sequence"]?.integer, sequence > 0,
      let time = place["time"]?.string.flatMap({ Instant($0) }),
      let commit = place["commit"]?.string.flatMap({ CommitID(hex: $0) })
    else { return nil }
    self.init(
      sequence: sequence, previous: place["previous"]?.string.flatMap { Digest($0) },
      commit: commit, time: time, key: place["key"]?.string)
  }
}
