package import Vocabulary

/// A commit as a value; whether its signature is good is for others to say.
package struct Commit: Hashable, Sendable {
  /// Bytes of the longest commit that is read.
  package static let bytesMax = 1 << 20

  /// Its id.
  package let id: CommitID
  /// What the work tree was.
  package let tree: TreeID
  /// The commits that it follows.
  package let parents: [CommitID]
  /// Who wrote the change.
  package let author: GitSignature
  /// Who made the commit.
  package let committer: GitSignature
  /// The whole message.
  package let message: String
  /// Its signature, not verified.
  package let signature: CommitSignature
  /// What the signature is over: the object without its `gpgsig` header.
  package let signedBytes: [UInt8]

  /// The first line of the message.
  package var subject: String {
    String(message.drop(while: \.isNewline).prefix { !$0.isNewline })
  }
}
