import Attestation
import GitStore
import Ledger
import Vocabulary

/// An order as the ledger has it.
struct GivenOrder: Sendable {
  let order: StandingOrder
  /// When it was recorded.
  let recorded: Instant
}

/// What the ledger says of the commits that lead to a head: where an earlier run stopped.
struct VerdictHistory {
  /// Commits without a verdict, oldest first.
  let pending: [CommitID]
  /// The newest commit in force, with the images that it affected.
  let good: (commit: CommitID, affected: Set<ImageName>)?
  /// The commit in force before it.
  let before: CommitID?
  /// The orders on the commit in force, as they were given, and when; without those that were refused
  /// once, which have to be given again.
  let given: [GivenOrder]

  /// Walks back from `head` along first parents.
  ///
  /// A branch that was never reconciled, or not since `Limits.unjudgedCommitsMax` commits, starts
  /// with its head: what came before Merlon has no verdict.
  ///
  /// - Complexity: O(commits since the last but one commit that was in force).
  init(
    through head: CommitID, of ledger: Ledger, repositoryAt path: String
  ) throws(ReconcileError) {
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: path) } catch { throw .git(error) }
    guard try Self.hasLines(ledger) else {
      (self.pending, self.good, self.before, self.given) = ([head], nil, nil, [])
      return
    }
    var pending: [CommitID] = []
    var good: (commit: CommitID, affected: Set<ImageName>)?
    var before: CommitID?
    var given: [(sequence: Int, order: GivenOrder)] = []
    var sinceSequence = 0
    var hasVerdict = false
    var next: CommitID? = head
    while let commit = next, before == nil, pending.count < Limits.unjudgedCommitsMax {
      let lines = try Self.lines(on: commit, in: ledger)
      let verdictLine = lines.first { $0.key == Records.verdictKey }
      // An order that came while its commit was followed by another is on the older one.
      given += Self.orders(in: lines).filter { $0.sequence > sinceSequence }
      if let line = verdictLine, let verdict = VerificationSummary(line.statement) {
        hasVerdict = true
        if verdict.verdict == .passed {
          if good == nil {
            good = (commit, Set(verdict.images))
            sinceSequence = line.sequence
          } else if verdict.supersededBy == nil {
            before = commit
          }
        }
      } else if hasVerdict {
        // Older than the first commit that was ever judged: all later ones have verdicts.
        break
      } else {
        pending.append(commit)
      }
      do throws(GitError) { next = try repository.commit(commit).parents.first } catch {
        throw .git(error)
      }
    }
    self.pending = hasVerdict ? pending.reversed() : [head]
    self.good = good
    self.before = before
    self.given = given.sorted { $0.sequence < $1.sequence }.map(\.order)
  }

  private static func orders(
    in lines: [LedgerLine]
  ) -> [(sequence: Int, order: GivenOrder)] {
    let events = lines.compactMap { FleetEvent($0.statement) }
    return lines.compactMap { line in
      guard let order = StandingOrder(line.statement), !events.contains(where: order.isRefused)
      else { return nil }
      return (line.sequence, GivenOrder(order: order, recorded: line.time))
    }
  }

  private static func hasLines(_ ledger: Ledger) throws(ReconcileError) -> Bool {
    do throws(LedgerError) { return try ledger.tip() != nil } catch { throw .ledger(error) }
  }

  private static func lines(
    on commit: CommitID, in ledger: Ledger
  ) throws(ReconcileError) -> [LedgerLine] {
    do throws(LedgerError) { return try ledger.lines(of: commit) } catch { throw .ledger(error) }
  }
}
