package import Vocabulary

/// Something in a ledger that should not be there.
package struct LedgerFinding: Hashable, Sendable, CustomStringConvertible {
  /// What it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A commit that no allowed signer signed.
    case signature
    /// A key that is known, used for what is not its role.
    case role
    /// A notes commit with more than one parent, or one that forgets the commits before it.
    case history
    /// A commit or line that is older than what is before it.
    case time
    /// A line that was there and is not any more.
    case removed
    /// A line that is no envelope, or that no allowed signer signed.
    case line
    /// Numbers that do not follow each other, or a line that does not name the one before it.
    case chain
    /// A trailer that is not the root of the tree of all lines.
    case root
    /// A line that speaks of another commit than the one that it is recorded on.
    case binding
    /// An object that is annotated twice.
    case duplicate
    /// Something that is no note.
    case foreign
    /// An object that is damaged, or not there.
    case damage
    /// A reference that went back behind what was verified.
    case rewound
    /// A reference that left what was verified for another history.
    case forked
    /// A checkpoint that the auditor's key did not sign.
    case checkpoint
    /// Keys that changed without a signature under the version before, or that are not pinned.
    case keys
    /// A verdict that the policy commit contradicts.
    case verdict
    /// A policy commit that should have a verdict and has none.
    case unjudged
    /// A host and the controller that contradict each other.
    case statement
    /// An image that is not the one that was built.
    case image
    /// Something that ran when it was not valid.
    case validity
    /// An image that came out otherwise when somebody else built it again.
    case rebuild
  }

  /// What it is.
  package let kind: Kind
  /// The notes commit or the annotated commit where it is.
  package let place: CommitID?
  /// What is wrong, in one sentence.
  package let description: String
  /// The command that shows it.
  package let command: String

  /// Makes a finding.
  package init(
    _ kind: Kind, at place: CommitID?, _ description: String, command: String
  ) {
    self.kind = kind
    self.place = place
    self.description = description
    self.command = command
  }

  /// Makes a finding about a notes commit.
  init(_ kind: Kind, inNotes place: CommitID, _ description: String) {
    let options = [.signature, .role].contains(kind) ? "--show-signature --stat" : "--stat"
    self.init(
      kind, at: place, "notes commit \(place.short): \(description)",
      command: "git show \(options) \(place.short)")
  }

  /// Makes a finding about the note on a commit.
  package init(
    _ kind: Kind, on place: CommitID, of reference: LedgerReference, _ description: String
  ) {
    self.init(
      kind, at: place, description,
      command: "git notes --ref=\(reference.shortName) show \(place.short)")
  }
}

extension LedgerReference {
  /// The name that `git notes --ref` takes.
  package var shortName: String { String(name.dropFirst("refs/notes/".count)) }
}
