import Attestation
import GitStore
import Ledger
import Policy
import PolicyFiles
import Trust
import Vocabulary

/// Holds the orders of people, as the controller recorded them, against what they signed, what they
/// may, and what stood when a commit came into force.
struct OrderCheck {
  /// What is wrong with a line.
  typealias Problem = (kind: LedgerFinding.Kind, reason: String)

  private let policy: PolicyHistory
  private let path: String

  init(_ policy: PolicyHistory, repositoryAt path: String) {
    self.policy = policy
    self.path = path
  }

  /// What is wrong with the signed order of a line; `nil` if nothing is.
  func problem(
    with order: StandingOrder, _ line: SignedLine, _ book: inout ClaimBook
  ) -> Problem? {
    if let problem = OrderSignature(of: order, policy).problem { return (.signature, problem) }
    guard let signed = order.signed, let given = signed.order?.revision else { return nil }
    let lines = book.numberedClaims(on: line.commit)
    let copies = lines.filter { $0.claim.order?.signed == signed }
    guard copies.allSatisfy({ $0.sequence >= line.sequence }) else {
      return (.statement, "the order of \(order.actor) is there twice, and was given once")
    }
    guard given == line.commit else {
      return stood(order, before: line.commit, given: given, lines, &book)
    }
    return trespass(order, line, lines)
  }
}

// MARK: - Who may give it

extension OrderCheck {
  /// What the one who gave an order may not, if the controller followed it all the same.
  private func trespass(
    _ order: StandingOrder, _ line: SignedLine, _ lines: [ClaimBook.NumberedClaim]
  ) -> Problem? {
    guard !lines.contains(where: { $0.claim.refuses(order) }),
      // Of one that should not be in force it is said already.
      policy.objections[line.commit] == nil,
      let repository = try? Repository(openingAt: path),
      let trusted = try? TrustedCommit(anchor: line.commit, in: repository)
    else { return nil }
    let judge = OrderJudge(trusted)
    func objection(_ file: String?) -> String? {
      judge.objection(to: order, onImageIn: file, recordedAt: line.time)
    }
    // Where an image stands is looked up only for those who may not change all of them.
    guard objection(nil) != nil,
      let reason = objection(file(of: order.image, trusted, repository))
    else { return nil }
    return (
      .verdict,
      "the controller followed the order of \(order.actor), and should have refused it: \(reason)"
    )
  }

  /// Where an image stands in the policy of a commit; `nil` if it is not found.
  ///
  /// - Complexity: O(bytes of all documents).
  private func file(
    of image: ImageName?, _ trusted: TrustedCommit, _ repository: borrowing Repository
  ) -> String? {
    guard let image, let tree = try? repository.commit(trusted.id).tree,
      let listing = try? repository.listing(of: tree)
    else { return nil }
    for file in listing.files where PolicyFile.mayHoldDocuments(file.path) {
      let documents = (try? repository.blob(file.blob)).flatMap {
        try? PolicyFile.documents($0, file: file.path)
      }
      let holds = documents?.contains { document in
        if case .image(let found) = document { found.name == image } else { false }
      }
      if holds == true { return file.path }
    }
    return nil
  }
}

// MARK: - What stands

extension OrderCheck {
  /// An order is carried to a commit that comes into force if it stood until then.
  private func stood(
    _ order: StandingOrder, before commit: CommitID, given: CommitID,
    _ lines: [ClaimBook.NumberedClaim], _ book: inout ClaimBook
  ) -> Problem? {
    let changed = lines.lazy.compactMap { $0.claim.images(changedBy: commit) }.first ?? []
    for former in starts(before: commit, &book) {
      let carried = orders(asOf: former, &book)
        .carried(to: commit, changing: Set(changed), at: order.time)
      if carried.contains(where: { $0.signed == order.signed }) { return nil }
    }
    return (
      .statement,
      "the order of \(order.actor) was given on commit \(given.short), and did not stand any more "
        + "when this one came into force"
    )
  }

  /// Where to look for what was in force before a commit: its parent, or what it or a parent that
  /// did not come into force left on purpose.
  private func starts(before commit: CommitID, _ book: inout ClaimBook) -> [CommitID] {
    guard let repository = try? Repository(openingAt: path) else { return [] }
    var starts: [CommitID] = []
    var next: CommitID? = commit
    for _ in 0..<Limits.unjudgedCommitsMax {
      guard let id = next, let read = try? repository.commit(id),
        id == commit || !isInForce(id, &book)
      else { break }
      if let left = TrustChain.replaced(by: read) { starts.append(left) }
      next = read.parents.first
      if id == commit, let next { starts.append(next) }
    }
    return starts
  }

  private func isInForce(_ commit: CommitID, _ book: inout ClaimBook) -> Bool {
    book.numberedClaims(on: commit).contains { $0.claim.images(changedBy: commit) != nil }
  }

  /// The orders that stood when `head` or what came into force last before it was in force, as the
  /// reconciler finds them: on that commit, and what came on an older one after its verdict.
  private func orders(asOf head: CommitID, _ book: inout ClaimBook) -> StandingOrders {
    var given: [(sequence: Int, order: StandingOrder)] = []
    var since: Int?
    var next: CommitID? = head
    let repository = try? Repository(openingAt: path)
    for _ in 0..<Limits.unjudgedCommitsMax {
      guard let commit = next else { break }
      let lines = book.numberedClaims(on: commit)
      given += lines.compactMap { sequence, claim in
        guard sequence > since ?? 0, let order = claim.order,
          !lines.contains(where: { $0.claim.refuses(order) })
        else { return nil }
        return (sequence, order)
      }
      if let verdict = lines.first(where: { $0.claim.images(changedBy: commit) != nil }) {
        guard since == nil else { break }
        since = verdict.sequence
      }
      next = try? repository?.commit(commit).parents.first
    }
    var orders = StandingOrders()
    for (_, order) in given.sorted(by: { $0.sequence < $1.sequence }) { orders.take(order) }
    return orders
  }
}

extension Claim {
  fileprivate var order: StandingOrder? {
    if case .fleet(let event) = self { StandingOrder(event) } else { nil }
  }

  fileprivate func refuses(_ order: StandingOrder) -> Bool {
    if case .fleet(let event) = self { order.isRefused(by: event) } else { false }
  }

  /// The images that a commit changed when it came into force; `nil` if the claim is another one.
  fileprivate func images(changedBy commit: CommitID) -> [ImageName]? {
    guard case .verdict(let verdict) = self, verdict.subject.commit == commit,
      verdict.verdict == .passed, verdict.supersededBy == nil
    else { return nil }
    return verdict.images
  }
}
