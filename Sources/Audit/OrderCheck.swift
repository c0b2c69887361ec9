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
  /// What was carried to commits, in the words that people signed.
  private var carried: [CommitID: Set<[UInt8]>] = [:]
  /// What people may not of the orders in these words; `nil` inside for nothing.
  private var trespasses: [[UInt8]: String?] = [:]

  init(_ policy: PolicyHistory, repositoryAt path: String) {
    self.policy = policy
    self.path = path
  }

  /// What is wrong with the order of a line; `nil` if nothing is.
  mutating func problem(
    with order: StandingOrder, _ line: SignedLine, _ book: inout ClaimBook
  ) -> Problem? {
    // A quarantine is the controller's own decision.
    guard order.kind != .quarantined else { return nil }
    if let problem = OrderSignature(of: order, policy).problem { return (.signature, problem) }
    let lines = book.claims(on: line.commit, in: .controller)
    var isCarried = false
    if let words = order.signed?.bytes {
      isCarried = order.signed?.order?.revision != line.commit
      let before = lines.filter { $0.number < line.sequence }
      if before.contains(where: { $0.claim.order?.signed?.bytes == words }) {
        return (.statement, "the order of \(order.actor) is there twice, and was given once")
      }
      // Later ones are about what the clock changed.
      let verdict = before.first { $0.claim.passed(line.commit) != nil }
      guard let verdict else {
        return (.statement, "the order of \(order.actor) is on a commit that was not in force")
      }
      if isCarried, !stood(words, until: verdict, on: line.commit, before, &book) {
        return (
          .statement,
          "the order of \(order.actor) was given on another commit, and did not stand any more when "
            + "this one came into force"
        )
      }
    }
    // Who carries an order follows it, whatever they wrote where it was given.
    let isRefused = lines.contains { $0.claim.refuses(order) }
    guard !isRefused, let reason = trespass(order, isCarried: isCarried, line) else { return nil }
    return (
      .verdict,
      "the controller followed the order of \(order.actor), and should have refused it: \(reason)"
    )
  }
}

// MARK: - Who may give it

extension OrderCheck {
  /// What the one who gave an order may not.
  private mutating func trespass(
    _ order: StandingOrder, isCarried: Bool, _ line: SignedLine
  ) -> String? {
    guard isCarried, let words = order.signed, let given = words.order else {
      return trespass(order, on: line.commit, at: line.time)
    }
    if let judge = judge(asOf: line.commit), judge.asksForSignatures, !judge.isSigned(order) {
      return "it may sign no more"
    }
    // Whose image it is was decided where it was given, once for all commits that it is carried to.
    if trespasses[words.bytes] == nil {
      let signed = given.signed(words)
      trespasses[words.bytes] = .some(trespass(signed, on: given.revision, at: order.time))
    }
    return trespasses[words.bytes] ?? nil
  }

  /// What the one who gave an order on a commit may not.
  private func trespass(
    _ order: StandingOrder, on commit: CommitID, at recorded: Instant
  ) -> String? {
    guard let judge = judge(asOf: commit) else { return nil }
    func objection(_ file: String?) -> String? {
      judge.objection(to: order, onImageIn: file, recordedAt: recorded)
    }
    // Where an image stands is looked up only for those who may not change all of them.
    guard let reason = objection(nil), let image = order.image, order.signed != nil else {
      return objection(nil)
    }
    let files = files(of: image, in: commit)
    return files.contains { objection($0) == nil } ? nil : files.first.flatMap(objection) ?? reason
  }

  /// Who judges orders as of a commit; `nil` if it should not be in force, which is said already.
  private func judge(asOf commit: CommitID) -> OrderJudge? {
    guard policy.objections[commit] == nil, let repository = try? Repository(openingAt: path) else {
      return nil
    }
    return (try? TrustedCommit(anchor: commit, in: repository)).map(OrderJudge.init)
  }

  /// Where an image stands in the policy of a commit.
  ///
  /// - Complexity: O(bytes of all documents).
  private func files(of image: ImageName, in commit: CommitID) -> [String] {
    guard let repository = try? Repository(openingAt: path),
      let tree = try? repository.commit(commit).tree,
      let listing = try? repository.listing(of: tree)
    else { return [] }
    return listing.files.filter { file in
      guard PolicyFile.mayHoldDocuments(file.path), let bytes = try? repository.blob(file.blob),
        // Most do not speak of it, and need not be parsed.
        bytes.firstRange(of: image.text.utf8) != nil,
        let documents = try? PolicyFile.documents(bytes, file: file.path)
      else { return false }
      return documents.contains { document in
        if case .image(let found) = document { found.name == image } else { false }
      }
    }.map(\.path)
  }
}

// MARK: - What stands

extension OrderCheck {
  /// Tells whether an order may be carried to a commit: it stood until that came into force, and
  /// nobody had given another one there.
  private mutating func stood(
    _ words: [UInt8], until verdict: NumberedClaim, on commit: CommitID,
    _ before: [NumberedClaim], _ book: inout ClaimBook
  ) -> Bool {
    let isLate = before.contains { line in
      line.number > verdict.number && line.claim.order?.signed?.order?.revision == commit
    }
    guard !isLate, let summary = verdict.claim.passed(commit), summary.supersededBy == nil else {
      return false
    }
    if carried[commit] == nil {
      carried[commit] = Set(
        orders(before: commit, verdict.number, &book)
          .carried(to: commit, changing: Set(summary.images), at: summary.time)
          .compactMap { $0.signed?.bytes })
    }
    return carried[commit]?.contains(words) ?? false
  }

  /// The orders that stood when a commit got its verdict: as the reconciler reads them, on the commit
  /// that was in force, and what came on an older one after its verdict.
  private func orders(
    before commit: CommitID, _ number: Int, _ book: inout ClaimBook
  ) -> StandingOrders {
    guard let repository = try? Repository(openingAt: path) else { return StandingOrders() }
    var given: [(number: Int, order: StandingOrder)] = []
    var since: Int?
    var next = try? repository.commit(commit).parents.first
    for _ in 0..<Limits.unjudgedCommitsMax {
      guard let id = next else { break }
      let lines = book.claims(on: id, in: .controller).filter { $0.number < number }
      // Older than the first commit that was ever judged.
      if lines.isEmpty, since != nil { break }
      given += lines.compactMap { line in
        guard line.number > since ?? 0, let order = line.claim.order,
          !lines.contains(where: { $0.claim.refuses(order) })
        else { return nil }
        return (line.number, order)
      }
      let verdict = lines.first { $0.claim.passed(id) != nil }
      // One that came with the commit, and that it superseded, was never in force.
      if let verdict, let summary = verdict.claim.passed(id), summary.supersededBy != commit {
        if since == nil {
          since = verdict.number
        } else if summary.supersededBy == nil {
          break
        }
      }
      next = try? repository.commit(id).parents.first
    }
    var orders = StandingOrders()
    for (_, order) in given.sorted(by: { $0.number < $1.number }) { orders.take(order) }
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

  /// The verdict that let a commit through; `nil` if the claim is another one.
  fileprivate func passed(_ commit: CommitID) -> VerificationSummary? {
    guard case .verdict(let verdict) = self, verdict.subject.commit == commit,
      verdict.verdict == .passed
    else { return nil }
    return verdict
  }
}
