package import Attestation
package import Vocabulary

/// Something to record.
package struct LedgerEntry: Hashable, Sendable {
  /// The commit that it is recorded on.
  package let about: CommitID
  /// What is claimed.
  package let statement: Statement
  /// A name that is unique on that commit, so that what is recorded again after a crash is not
  /// recorded twice; `nil` records it in any case.
  package let key: String?

  /// Makes an entry.
  package init(about: CommitID, statement: Statement, key: String? = nil) {
    self.about = about
    self.statement = statement
    self.key = key
  }
}
