import Attestation
import GitStore
import Keys
import Ledger
import Policy
import Vocabulary

// What keeps a commit from being trusted, in words for whoever made it.

extension Diagnostic {
  private static let signers = SourceLocation(file: LedgerSigners.path)

  static func moved(from base: CommitID) -> Diagnostic {
    Diagnostic(
      at: signers, "the branch has left commit \(base.short), which was trusted last",
      hint: "build on it; or, to leave it on purpose, let maintainers sign a commit on top: "
        + "git commit -S --allow-empty -m 'Go back' "
        + "--trailer '\(CommitJudge.transition(from: base))'")
  }

  static func signature(_ verdict: SignatureVerdict) -> Diagnostic {
    let hint =
      switch verdict {
      case .unsigned: "sign it: git -c gpg.format=ssh commit --amend --no-edit -S"
      case .unknownKey:
        "a commit that adds a key is signed by one that was there before, and has to come first"
      default: "sign it again, with a key that may: git commit --amend --no-edit -S"
      }
    return Diagnostic(at: signers, "the commit is \(verdict)", hint: hint)
  }

  static func backdated(_ commit: Commit, _ base: TrustedCommit) -> Diagnostic {
    Diagnostic(
      at: signers,
      "the commit is dated \(commit.committer.time), before \(base.time) of \(base.id.short), "
        + "which it follows",
      hint: "commit it again, by a clock that is right: git commit --amend --no-edit -S")
  }

  static func future(_ commit: Commit) -> Diagnostic {
    Diagnostic(
      at: signers, "the commit is dated \(commit.committer.time), which is yet to come",
      hint: "commit it again, by a clock that is right: git commit --amend --no-edit -S")
  }

  static func transition(_ rules: SigningRules, _ maintainers: [[String]]) -> Diagnostic {
    Diagnostic(
      at: rules.location,
      "a commit that leaves another one needs \(rules.threshold) signatures of maintainers, and "
        + "has \(maintainers.count)",
      hint: approve)
  }

  static func shortfall(_ shortfall: SigningRules.Shortfall) -> Diagnostic {
    let need =
      "\(shortfall.threshold) \(shortfall.threshold == 1 ? "signature" : "signatures") of "
      + (shortfall.signers.map { Spelling.list($0) } ?? "maintainers")
    let has =
      shortfall.present.isEmpty ? "none of them" : "only \(Spelling.list(shortfall.present))"
    return Diagnostic(
      at: shortfall.path.map { SourceLocation(file: $0) } ?? signers,
      "a change of \(shortfall.path ?? "nothing") needs \(need); \(has) has signed", hint: approve)
  }

  private static let approve =
    "another one signs by a commit on top, git commit -S --allow-empty, or by the merge, "
    + "git merge -S --no-ff"
}
