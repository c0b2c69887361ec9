import Attestation
import GitStore
import Ledger
import Vocabulary

/// Changes of who may sign: each is a line of its own, so that an auditor need not compare files.
extension Reconciler {
  /// What a commit changed against the one in force; `nil` if that is nothing.
  func keyChange(in commit: CommitID) throws(ReconcileError) -> LedgerEntry? {
    guard let old = inForce?.revision.commit, old != commit else { return nil }
    let time = configuration.now()
    return try git { repository throws(GitError) in
      let (before, after) = (
        try LedgerSigners.text(in: old, repository), try LedgerSigners.text(in: commit, repository)
      )
      guard before != after else { return nil }
      func signers(_ text: String) -> AllowedSigners {
        AllowedSigners.parse(text, file: LedgerSigners.path).signers
      }
      return records.keys(
        KeyChange(from: signers(before), to: signers(after)),
        by: try repository.commit(commit).committer.email, in: commit, at: time)
    }
  }
}
