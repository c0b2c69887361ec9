package import Attestation
package import GitStore
import Keys
package import Vocabulary

/// The way of an order from a person who has not the controller's key: they push a commit of nothing
/// whose message is the order with their signature, under a reference of its own.
///
/// A server with Merlon's hooks lets no other in, and the controller takes each once.
package enum OrderMail {
  /// Where orders are pushed to.
  package static let prefix = "refs/merlon/orders/"

  private static let subject = "merlon: an order\n\n"

  /// The reference of an order; `nil` if nobody signed it.
  package static func reference(of order: StandingOrder) -> String? {
    order.signed.map { prefix + Digest.sha256($0.bytes).hex.prefix(40) }
  }

  /// Writes the commit of an order, which no reference of this repository names.
  package static func write(
    _ order: StandingOrder, repositoryAt path: String
  ) throws(ReconcileError) -> CommitID {
    do throws(GitError) {
      var batch = try ObjectBatch(repositoryAt: path)
      let draft = CommitDraft(
        tree: try batch.write(tree: [:]), parents: [],
        author: GitSignature(name: "merlon", email: "order@merlon", time: order.time),
        message: subject + order.statement.json.canonical + "\n")
      let id = try batch.write(commit: draft.signedBytes)
      try batch.flush()
      return id
    } catch { throw .git(error) }
  }

  /// Reads the order of a commit; `nil` if it is none that a person gives.
  package static func order(in commit: Commit) -> StandingOrder? {
    guard commit.parents.isEmpty, commit.message.hasPrefix(subject),
      let json = try? JSON.parse(String(commit.message.dropFirst(subject.count))),
      let statement = try? Statement(parsing: json), let order = StandingOrder(statement),
      order.kind != .quarantined
    else { return nil }
    return order
  }
}
