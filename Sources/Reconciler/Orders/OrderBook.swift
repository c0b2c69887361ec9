package import Attestation
import GitStore
package import Keys
import Ledger
import Planning
import Policy
import Trust
package import Vocabulary

/// Takes orders that people give: each is a line of the ledger, with the signature of its person and
/// under the controller's key, which a reconciler that runs finds there at once.
package struct OrderBook: Sendable {
  /// The names of the images of the policy in force.
  package let images: [ImageName]
  /// The commit in force.
  package let inForce: CommitID
  private let path: String
  private let branch: String
  private let ledger: Ledger
  /// Who records orders, and with which key; `nil` for one who only gives them.
  private let recorder: (writer: Writer, key: SigningKey)?
  private let policy: PolicySet
  private let judges: [OrderJudge]

  /// Opens the book of a repository in which a commit is in force.
  ///
  /// - Parameter key: The controller's; `nil` for a person who has it not.
  package init(
    repositoryAt path: String, branch: String, key: SigningKey?, stateFolder: String
  ) throws(ReconcileError) {
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: path) } catch { throw .git(error) }
    let newest: CommitID
    do throws(GitError) { newest = try repository.branch(branch) } catch { throw .git(error) }
    var trust = TrustKeeper(in: stateFolder)
    let head = try trust.follow(to: newest, at: .now, in: repository).trusted
    if let key {
      let writer = try Writer(of: key, in: head.id, repositoryAt: path)
      (ledger, recorder) = (writer.ledger, (writer, key))
    } else {
      recorder = nil
      do throws(LedgerError) {
        ledger = try PolicyTrust.ledger(before: head.id, repositoryAt: path, repository)
      } catch { throw .ledger(error) }
    }
    let history = try VerdictHistory(through: head.id, of: ledger, repositoryAt: path)
    guard let good = history.good?.commit else { throw .nothingInForce }
    var reader = PolicyReader(repositoryAt: path, indexAt: PolicyReader.index(in: stateFolder))
    do throws(ReadError) {
      policy = try reader.revision(good).revision.snapshot.policy
    } catch {
      throw .nothingInForce
    }
    do throws(GitError) {
      judges = try OrderJudge.judges(head: head, inForce: good, repository)
    } catch { throw .git(error) }
    images = policy.imageNames.sorted()
    inForce = good
    self.branch = branch
    self.path = path
  }

  /// Whether a person has to sign an order.
  package var asksForSignatures: Bool { judges.contains(where: \.asksForSignatures) }

  /// How `allowed_signers` calls the person who has a key; `nil` if it names none.
  package func person(with key: SSHPublicKey) -> String? {
    judges.lazy.compactMap { $0.person(with: key, at: .now) }.first
  }

  /// Records an order about the commit in force and returns the notes commit.
  ///
  /// - Throws: `.orderRefused` when its giver may not give it, which is recorded, too, by one who
  ///   records.
  package func take(_ order: StandingOrder) throws(ReconcileError) -> CommitID? {
    let records = Records(repository: "")
    // It may have taken its person a while to sign, and on an older commit nobody looks for it.
    let current = try newestInForce()
    guard current == order.revision else {
      throw .orderRefused(
        "\(current?.short ?? "another commit") has come into force meanwhile; give it again",
        recorded: nil)
    }
    if let objection = objection(to: order) {
      let note = try record(records.refusal(of: order, because: objection))
      throw .orderRefused(objection, recorded: note)
    }
    return try record(records.order(order))
  }

  private func newestInForce() throws(ReconcileError) -> CommitID? {
    let head: CommitID
    do throws(GitError) { head = try Repository(openingAt: path).branch(branch) } catch {
      throw .git(error)
    }
    return try VerdictHistory(through: head, of: ledger, repositoryAt: path).good?.commit
  }

  private func objection(to order: StandingOrder) -> String? {
    let file = order.image.flatMap { policy.image($0)?.location.file }
    return judges.objection(to: order, onImageIn: file, recordedAt: .now)
  }

  private func record(_ entry: LedgerEntry) throws(ReconcileError) -> CommitID? {
    guard let (writer, key) = recorder else { return nil }
    do throws(LedgerError) {
      return try writer.ledger.append([entry], signedBy: key, as: writer.author, at: .now).commit
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
      return try ledger.lines(of: commit).compactMap { DeploymentEvent($0.statement) }
    } catch {
      throw .ledger(error)
    }
  }
}
