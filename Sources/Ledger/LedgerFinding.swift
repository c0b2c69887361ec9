package import Vocabulary

/// Something in a ledger that should not be there.
package struct LedgerFinding: Hashable, Sendable, CustomStringConvertible {
  /// What it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A notes commit that no allowed signer signed.
    case signature
    /// A notes commit with more than one parent, or one that forgets the commits before it.
    case history
    /// A notes commit that is older than the one before it.
    case time
    /// A line that was there and is not any more.
    case removed
    /// A line that is no envelope, or that no allowed signer signed.
    case line
    /// Numbers that do not follow each other, or a line that does not name the one before it.
    case chain
    /// An object that is annotated twice.
    case duplicate
    /// Something that is no note.
    case foreign
  }

  /// What it is.
  package let kind: Kind
  /// The notes commit or the annotated commit where it is.
  package let place: CommitID?
  /// What is wrong, in one sentence.
  package let description: String

  init(_ kind: Kind, at place: CommitID?, _ description: String) {
    self.kind = kind
    self.place = place
    self.description = description
  }
}
