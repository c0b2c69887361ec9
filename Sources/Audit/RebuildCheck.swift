import Attestation
import Ledger
import Vocabulary

/// Finds images that came out otherwise when somebody else built them again, and not since as they
/// were recorded.
struct RebuildCheck {
  /// What was built again: who speaks of it last is heard.
  private struct Build: Hashable {
    let commit: CommitID
    let image: ImageName
    let digest: Digest
  }

  /// What is wrong, in the order of the lines.
  private(set) var findings: [LedgerFinding] = []

  init(_ ledgers: [LedgerReference: [SignedLine]]) {
    for (reference, lines) in ledgers.sorted(by: { $0.key.name < $1.key.name }) {
      guard case .rebuilder = reference else { continue }
      var last: [Build: (line: SignedLine, verdict: VerificationSummary)] = [:]
      for line in lines {
        guard case .verdict(let verdict) = line.claim, let image = verdict.subject.image,
          let digest = verdict.subject.sha256
        else { continue }
        let commit = verdict.builtFor ?? line.commit
        last[Build(commit: commit, image: image, digest: digest)] = (line, verdict)
      }
      let failed = last.filter { $0.value.verdict.verdict == .failed }
      for (build, (line, verdict)) in failed.sorted(by: {
        $0.value.line.sequence < $1.value.line.sequence
      }) {
        findings.append(
          LedgerFinding(
            .rebuild, on: line.commit, of: reference,
            "commit \(line.commit.short), line \(line.sequence): \(reference.principal) built "
              + "image \(build.image) of commit \(build.commit.short) again, and it is not "
              + "\(build.digest.short): \(verdict.reason)"))
      }
    }
  }
}
