import Attestation
import Ledger
import Vocabulary

/// Holds claims against each other: verdicts against the policy's history, hosts against the
/// controller, orders against what people may and what stood, what ran against what was built and until
/// when it was valid.
struct CrossCheck {
  private let policy: PolicyHistory
  private var orders: OrderCheck
  private var book: ClaimBook
  /// What is wrong.
  private(set) var findings: [LedgerFinding] = []

  init(_ policy: PolicyHistory, _ book: ClaimBook, repositoryAt path: String) {
    self.policy = policy
    orders = OrderCheck(policy, repositoryAt: path)
    self.book = book
  }

  /// Checks the new lines of one ledger.
  mutating func check(_ lines: [SignedLine], of reference: LedgerReference) {
    for line in lines {
      guard reference.role.maySay(line.claim) else {
        report(.role, line, reference, trespass(line.claim, reference))
        continue
      }
      switch line.claim {
      case .verdict(let verdict): check(verdict, line, reference)
      case .deployment(let event): check(event, line, reference)
      case .test(let result): check(result, line, reference)
      case .fleet(let event): check(event, line, reference)
      case .build, .other: break
      }
    }
  }

  /// What a ledger says that is not its writer's to say.
  private func trespass(_ claim: Claim, _ reference: LedgerReference) -> String {
    if case .deployment(let event) = claim, case .host = reference {
      return "\(reference.role) speaks for host \(event.host)"
    }
    return "\(reference.principal) says what only the controller may: \(claim.summary)"
  }

  /// Every policy commit up to the newest one that was judged must have a verdict.
  mutating func checkCompleteness(_ lines: [SignedLine], isFromStart: Bool) {
    var judged: Set<CommitID> = []
    for line in lines {
      if case .verdict(let verdict) = line.claim, verdict.subject.commit == line.commit {
        judged.insert(line.commit)
      }
    }
    let places = judged.compactMap { policy.timeline.place(of: $0) }
    guard let last = places.max(), let first = places.min() else { return }
    for commit in policy.commits where !judged.contains(commit) {
      // What came before Merlon has no verdict.
      guard let place = policy.timeline.place(of: commit), place < last,
        !isFromStart || place > first, !hasVerdict(commit)
      else { continue }
      findings.append(
        LedgerFinding(
          .unjudged, on: commit, of: .controller,
          "policy commit \(commit.short) has no verdict, and later ones have"))
    }
  }
}

extension CrossCheck {
  /// Tells whether an earlier run read a verdict on a commit.
  private mutating func hasVerdict(_ commit: CommitID) -> Bool {
    book.claims(on: commit, in: .controller).contains { line in
      if case .verdict(let verdict) = line.claim { verdict.subject.commit == commit } else { false }
    }
  }
}

// MARK: - Verdicts

extension CrossCheck {
  private mutating func check(
    _ verdict: VerificationSummary, _ line: SignedLine, _ reference: LedgerReference
  ) {
    guard verdict.verdict == .passed else { return }
    if let image = verdict.subject.image, let digest = verdict.subject.sha256 {
      let own = book.builds(of: image, for: verdict.builtFor ?? line.commit).own
      if !own.contains(where: { $0.imageDigest == digest }) {
        report(
          .image, line, reference,
          "the verdict on image \(image) is about \(digest.short), which was not built for it")
      }
    } else if let reason = policy.objections[line.commit] {
      report(
        .verdict, line, reference,
        "the controller let it through, and should have refused it: \(reason)")
    }
  }
}

// MARK: - Orders

extension CrossCheck {
  private mutating func check(
    _ event: FleetEvent, _ line: SignedLine, _ reference: LedgerReference
  ) {
    guard let order = StandingOrder(event) else { return }
    if order.signed == nil, event.details?["signed"] != nil {
      return report(.signature, line, reference, "the order is signed in words that are none")
    }
    if let problem = orders.problem(with: order, line, &book) {
      report(problem.kind, line, reference, problem.reason)
    }
  }
}

// MARK: - Instances

extension CrossCheck {
  /// The events whose image was built for their commit: after a rollback the one before it runs.
  private static let running = DeploymentEvent.Kind.running.subtracting([.rolledBack])

  private mutating func check(
    _ event: DeploymentEvent, _ line: SignedLine, _ reference: LedgerReference
  ) {
    guard Self.running.contains(event.kind) else { return }
    checkImage(of: event, line, reference)
    checkOther(event, line, reference)
  }

  private mutating func checkImage(
    of event: DeploymentEvent, _ line: SignedLine, _ reference: LedgerReference
  ) {
    let (own, earlier) = book.builds(of: event.image, for: event.revision)
    let known = own.isEmpty ? earlier : own
    guard let build = known.first(where: { $0.imageDigest == event.imageDigest }) else {
      let expected = known.map(\.imageDigest.short).first ?? "nothing"
      report(
        .image, line, reference,
        "host \(event.host) ran \(event.image) as \(event.imageDigest.short), and what was built "
          + "for it is \(expected)")
      return
    }
    if let end = build.notAfter, event.time > end {
      report(
        .validity, line, reference,
        "\(event.image) on host \(event.host) was \(event.kind.rawValue) at \(event.time), and was "
          + "valid until \(end)")
    }
  }

  /// The controller and a host that speak of the same instance must not contradict each other.
  private mutating func checkOther(
    _ event: DeploymentEvent, _ line: SignedLine, _ reference: LedgerReference
  ) {
    let other: LedgerReference = reference == .controller ? .host(event.host) : .controller
    let said = book.claims(on: event.revision, in: other).compactMap { line in
      if case .deployment(let said) = line.claim, said.host == event.host, said.image == event.image
      {
        said
      } else {
        nil
      }
    }
    guard !said.isEmpty else { return }
    let (speaker, listener) =
      reference == .controller
      ? ("the controller", "the host") : ("the host", "the controller")
    let same = said.filter { $0.imageDigest == event.imageDigest }
    if same.isEmpty {
      guard !mayBeUntold(event, said, reference) else { return }
      report(
        .statement, line, reference,
        "\(speaker) says that \(event.host) ran \(event.image) as \(event.imageDigest.short), and "
          + "\(listener) that it was \(said[0].imageDigest.short)")
    } else if event.kind == .enforced, reference == .controller,
      same.contains(where: { $0.kind == .failed }),
      !same.contains(where: { $0.kind != .booted && Self.running.contains($0.kind) })
    {
      // The other way round the host was only faster: it tries again after it failed.
      report(
        .statement, line, reference,
        "\(speaker) says that \(event.image) was enforced on \(event.host), and \(listener) that "
          + "it failed")
    }
  }

  /// Tells whether the other one has only not spoken of it yet: hosts boot what was built for the
  /// commit before the controller hears of it, and may not be heard for a while.
  private mutating func mayBeUntold(
    _ event: DeploymentEvent, _ said: [DeploymentEvent], _ reference: LedgerReference
  ) -> Bool {
    let own = book.builds(of: event.image, for: event.revision).own
    guard own.contains(where: { $0.imageDigest == event.imageDigest }) else { return false }
    return reference != .controller || said.allSatisfy { $0.time < event.time }
  }

  private mutating func check(
    _ result: TestResult, _ line: SignedLine, _ reference: LedgerReference
  ) {
    let host: HostName
    switch reference {
    case .host(let name): host = name
    case .rebuilder: return
    case .controller:
      guard let name = result.details?["host"]?.string.flatMap({ HostName($0) }) else { return }
      host = name
    }
    func results(_ claims: [NumberedClaim]) -> Set<TestResult.Verdict> {
      Set(
        claims.compactMap { line in
          guard case .test(let other) = line.claim, other.subject == result.subject,
            (other.details?["host"]?.string ?? host.text) == host.text
          else { return nil }
          return other.verdict
        })
    }
    let own = results(book.claims(on: line.commit, in: .host(host)))
    let told = results(book.claims(on: line.commit, in: .controller))
    // A host whose probes failed first and passed then has nothing to contradict.
    if own.contains(.failed), !own.contains(.passed), told.contains(.passed) {
      report(
        .statement, line, reference,
        "the host \(host) says that probes of \(result.subject.name ?? "an image") failed, and the "
          + "controller that all passed")
    }
  }

  private mutating func report(
    _ kind: LedgerFinding.Kind, _ line: SignedLine, _ reference: LedgerReference, _ reason: String
  ) {
    findings.append(
      LedgerFinding(
        kind, on: line.commit, of: reference,
        "commit \(line.commit.short), line \(line.sequence): \(reason)"))
  }
}

extension BuildProvenance {
  /// When the image stops being valid, if it does.
  var notAfter: Instant? { parameters["notAfter"]?.string.flatMap { Instant($0) } }
}
