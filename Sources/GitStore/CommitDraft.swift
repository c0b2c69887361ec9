package import Vocabulary

/// A commit that is still to be signed and written.
package struct CommitDraft: Hashable, Sendable {
  /// What the work tree is.
  package let tree: TreeID
  /// The commits that it follows.
  package let parents: [CommitID]
  /// Who makes it, and when.
  package let author: GitSignature
  /// The message.
  package let message: String

  /// Makes a draft whose author is also its committer.
  package init(tree: TreeID, parents: [CommitID], author: GitSignature, message: String) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.message = message
  }

  /// What a signature is over: the whole object as long as there is none.
  package var signedBytes: [UInt8] { Array((headers + "\n" + message).utf8) }

  /// The object with the armour of a signature in its headers; a final newline is dropped, as
  /// git does.
  package func signed(_ armour: String) -> [UInt8] {
    let lines = armour.split(separator: "\n")
    return Array((headers + "gpgsig " + lines.joined(separator: "\n ") + "\n\n" + message).utf8)
  }

  private var headers: String {
    "tree \(tree.hex)\n" + parents.map { "parent \($0.hex)\n" }.joined()
      + "author \(author.line)\ncommitter \(author.line)\n"
  }
}
