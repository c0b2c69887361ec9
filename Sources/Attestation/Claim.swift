package import Vocabulary

/// What a line of a ledger claims, by its predicate.
package enum Claim: Hashable, Sendable {
  /// A verdict on a commit or an image.
  case verdict(VerificationSummary)
  /// How an image was built.
  case build(BuildProvenance)
  /// What probes saw.
  case test(TestResult)
  /// What became of an instance.
  case deployment(DeploymentEvent)
  /// What happened to the fleet, or to who rules it.
  case fleet(FleetEvent)
  /// Something that this release has no type for; in-toto asks readers to pass over it.
  case other

  /// Reads the claim of a statement.
  package init(_ statement: Statement) {
    switch statement.predicateType {
    case VerificationSummary.predicateType:
      self = VerificationSummary(statement).map(Claim.verdict) ?? .other
    case BuildProvenance.predicateType:
      self = BuildProvenance(statement).map(Claim.build) ?? .other
    case TestResult.predicateType: self = TestResult(statement).map(Claim.test) ?? .other
    case DeploymentEvent.predicateType:
      self =
        DeploymentEvent(statement).map(Claim.deployment)
        ?? FleetEvent(statement).map(Claim.fleet) ?? .other
    default: self = .other
    }
  }

  /// The policy commit that it is about, which its line must be recorded on; `nil` if it names
  /// none.
  package func revision(of statement: Statement) -> CommitID? {
    switch self {
    case .verdict(let summary): summary.subject.commit ?? summary.policy.commit
    case .build(let build): build.commit
    case .test(let result): result.configuration.lazy.compactMap(\.commit).first
    case .deployment(let event): event.revision
    case .fleet(let event): event.revision
    case .other: statement.subjects.lazy.compactMap(\.commit).first
    }
  }
}
