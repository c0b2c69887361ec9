package import Attestation
import GitStore
package import Keys
import Ledger
import Planning
import Policy
package import Vocabulary

/// Gives orders: each is a line of the ledger, signed by the controller's key, which a reconciler
/// that runs finds there at once.
package struct OrderBook: Sendable {
  /// The names of the images of the policy in force.
  package let images: [ImageName]
  /// The commit in force.
  package let inForce: CommitID
  private let path: String
  private let key: SigningKey
  private let writer: Writer

  /// Opens the book of a repository in which a commit is in force.
  package init(
    repositoryAt path: String, branch: String, key: SigningKey, stateFolder: String
  ) throws(ReconcileError) {
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: path) } catch { throw .git(error) }
    let newest: CommitID
    do throws(GitError) { newest = try repository.branch(branch) } catch { throw .git(error) }
    var trust = TrustKeeper(in: stateFolder)
    let head = try trust.follow(to: newest, at: .now, in: repository).tip
    writer = try Writer(of: key, in: head, repositoryAt: path)
    let history = try VerdictHistory(through: head, of: writer.ledger, repositoryAt: path)
    guard let good = history.good?.commit else { throw .nothingInForce }
    var reader = PolicyReader(repositoryAt: path, indexAt: PolicyReader.index(in: stateFolder))
    do throws(ReadError) {
      images = try reader.revision(good).revision.snapshot.policy.imageNames.sorted()
    } catch {
      throw .nothingInForce
    }
    inForce = good
    self.path = path
    self.key = key
  }

  /// Records an order on the commit in force and returns the notes commit.
  package func give(
    _ kind: StandingOrder.Kind, of image: ImageName?, by actor: String, because reason: String,
    until expiry: Instant? = nil, to target: CommitID? = nil
  ) throws(ReconcileError) -> CommitID? {
    let order = StandingOrder(
      kind, of: image, revision: inForce, actor: actor, reason: reason, time: .now,
      expires: expiry, target: target)
    do throws(LedgerError) {
      return try writer.ledger.append(
        [Records(repository: "").order(order)], signedBy: key, as: writer.author, at: .now
      ).commit
    } catch {
      throw .ledger(error)
    }
  }

  /// The newest commit before the one that an image enforces now whose version of it was enforced,
  /// too; `nil` if there is none.
  package func former(of image: ImageName) throws(ReconcileError) -> CommitID? {
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: path) } catch { throw .git(error) }
    var current: Digest?
    var next: CommitID? = inForce
    for _ in 0..<Limits.unjudgedCommitsMax {
      guard let commit = next else { return nil }
      let enforced = try events(on: commit).last { $0.image == image && $0.kind == .enforced }
      if let enforced {
        if let current, current != enforced.imageDigest { return commit }
        current = enforced.imageDigest
      }
      do throws(GitError) { next = try repository.commit(commit).parents.first } catch {
        throw .git(error)
      }
    }
    return nil
  }

  private func events(on commit: CommitID) throws(ReconcileError) -> [DeploymentEvent] {
    do throws(LedgerError) {
      return try writer.ledger.lines(of: commit).compactMap { DeploymentEvent($0.statement) }
    } catch {
      throw .ledger(error)
    }
  }
}
