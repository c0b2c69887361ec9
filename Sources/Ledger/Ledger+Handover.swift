import Attestation
package import GitStore
import Keys
import Vocabulary

/// Who could sign a ledger before those who may now, by the history of the policy.
///
/// Looked up only when a ledger has something that nobody signed who may sign now.
package struct FormerSigners: Sendable {
  /// Looks them up, by the position in the policy's history.
  package let timeline: @Sendable (borrowing Repository) throws(GitError) -> SignerTimeline

  /// Makes a way to look them up: entries of the ledger's writer only.
  package init(
    _ timeline: @escaping @Sendable (borrowing Repository) throws(GitError) -> SignerTimeline
  ) {
    self.timeline = timeline
  }
}

/// A ledger whose writer got another key goes on: what the former key signed counts if it was there
/// when the key was replaced, and not what it signs afterwards.
extension Ledger {
  /// The lines on one commit that count at a notes commit, in no order.
  func counted(
    on about: CommitID, at tip: Commit, by signers: AllowedSigners,
    _ repository: borrowing Repository
  ) throws(GitError) -> [LedgerLine] {
    guard let blob = try NotesTree.notes(of: [about], in: tip.tree, repository)[about] else {
      return []
    }
    var lines: [LedgerLine] = []
    var strange: Set<String> = []
    for text in try Self.text(of: blob, repository) {
      do throws(LedgerLine.Problem) {
        lines.append(try LedgerLine(text, on: about, signers: signers))
      } catch {
        strange.insert(String(text))
      }
    }
    if !strange.isEmpty, let (old, then) = try handover(upTo: tip.id, by: signers, repository) {
      lines += try counted(on: about, at: old, by: then, repository)
        .filter { strange.contains($0.text) }
    }
    return lines
  }

  /// Tells whether those signed a notes commit who may now, or who could when they were replaced.
  func isSigned(
    _ commit: Commit, _ repository: borrowing Repository
  ) throws(GitError) -> Bool {
    if CommitVerifier(signers: signers).verdict(on: commit).signer != nil { return true }
    return try handover(upTo: commit.id, by: signers, repository)?.commit.id == commit.id
  }

  /// A notes commit that those signed who could then.
  private struct Signed {
    let commit: Commit
    /// The place in the policy's history that it speaks of.
    let place: Int
    /// Who could sign there.
    let signers: AllowedSigners
  }

  /// The newest notes commit that `signers` did not sign and that those did who could then, and who
  /// that was; `nil` if there is none.
  ///
  /// - Complexity: O(notes commits that this process has not seen, commits of the policy).
  func handover(
    upTo tip: CommitID, by signers: AllowedSigners, _ repository: borrowing Repository
  ) throws(GitError) -> (commit: Commit, signers: AllowedSigners)? {
    guard let former else { return nil }
    var timeline: SignerTimeline?
    var next: CommitID? = tip
    while let found = try newest(from: next, notBy: signers, former, &timeline, repository) {
      next = found.commit.parents.first
      // One that speaks of an older policy than one below it, which somebody else signed, is of a
      // key that was retired: one that drops notes still is.
      let below = try newest(from: next, notBy: found.signers, former, &timeline, repository)
      if below.map({ $0.place > found.place }) ?? false { continue }
      return (found.commit, found.signers)
    }
    return nil
  }

  /// The newest notes commit, from one on down, that `signers` did not sign and that those did who
  /// could then.
  private func newest(
    from start: CommitID?, notBy signers: AllowedSigners, _ former: FormerSigners,
    _ timeline: inout SignerTimeline?, _ repository: borrowing Repository
  ) throws(GitError) -> Signed? {
    let verifier = CommitVerifier(signers: signers)
    var next = start
    var top: CommitID?
    while let id = next {
      if let run = SignedRuns.known.run(from: id, by: signers) {
        top = top ?? id
        next = run.below
        continue
      }
      let commit = try repository.commit(id)
      next = commit.parents.first
      if verifier.verdict(on: commit).signer != nil {
        top = top ?? id
        continue
      }
      if let run = top { SignedRuns.known.note(SignedRuns.Run(below: id), from: run, by: signers) }
      top = nil
      if timeline == nil { timeline = try former.timeline(repository) }
      guard let known = timeline,
        let (place, then) = try Self.signers(of: commit, in: known, repository),
        CommitVerifier(signers: then).verdict(on: commit).signer != nil
      else { continue }
      return Signed(commit: commit, place: place, signers: then)
    }
    if let top { SignedRuns.known.note(SignedRuns.Run(below: nil), from: top, by: signers) }
    return nil
  }

  /// Who could sign a notes commit: those whom the newest policy commit names that it speaks of, and
  /// that commit's place; `nil` if it speaks of none.
  private static func signers(
    of commit: Commit, in timeline: SignerTimeline, _ repository: borrowing Repository
  ) throws(GitError) -> (place: Int, signers: AllowedSigners)? {
    let places = try NotesTree.notes(in: commit.tree, repository).notes.compactMap {
      timeline.place(of: $0.commit)
    }
    return places.max().map { ($0, timeline.signers(at: $0)) }
  }
}
