import Attestation
package import Ledger
package import Vocabulary

/// What the ledger says of one policy commit.
package struct AuditRecord: Hashable, Sendable {
  /// The commit.
  package let commit: CommitID
  /// The first line of its message; empty when the repository has it no longer.
  package let subject: String
  /// Whether it was let through; `nil` when the ledger has no verdict.
  package let isPassed: Bool?
  /// Why.
  package let reason: String
  /// What was wrong with it, place by place.
  package let diagnostics: [Diagnostic]
  /// When the verdict was recorded.
  package let decidedAt: Instant?
  /// The images that it affected.
  package let images: [ImageName]
  /// The images that were built for it.
  package let builds: [AuditBuild]
  /// What became of its instances.
  package let instances: [AuditInstance]
  /// How many verified lines speak of it.
  package let lineCount: Int

  /// Reads the verified lines on one commit.
  package init(_ commit: CommitID, subject: String, _ lines: [LedgerLine]) {
    self.commit = commit
    self.subject = subject
    let verdict = lines.lazy.compactMap { VerificationSummary($0.statement) }
      .first { $0.subject.commit != nil }
    isPassed = verdict.map { $0.verdict == .passed }
    reason = verdict?.reason ?? ""
    diagnostics = verdict?.diagnostics ?? []
    decidedAt = verdict?.time
    images = verdict?.images ?? []
    builds = lines.compactMap { BuildProvenance($0.statement).map(AuditBuild.init) }
    instances = lines.compactMap { DeploymentEvent($0.statement).map(AuditInstance.init) }
    lineCount = lines.count
  }
}
