import Audit
import Foundation
import Ledger
import Vocabulary

/// What was measured on a ledger of one size.
struct LedgerFigures {
  let lines: Int
  let one: Sample
  let batch: Sample
  let gitAdd: Sample
  let gitImport: Sample
  let lookUp: Sample
  let read: Sample
  let full: Sample
  let incremental: Sample
  let bytes: Sample
  let packedBytes: Sample

  var samples: [Sample] {
    [one, batch, gitAdd, gitImport, lookUp, read, full, incremental, bytes, packedBytes]
  }

  /// How many lines a batch has.
  static let batchLines = 100

  /// Fills a ledger with `lines` lines and measures; git and Merlon take turns.
  init(lines: Int, runs: Int) async throws {
    self.lines = lines
    let room = try LedgerRoom(commits: lines + runs * (3 * Self.batchLines + 1) + Self.batchLines)
    defer { room.end() }
    var left = lines
    while left > 0 {
      let count = min(left, 1000)
      try room.append(try room.take(count))
      left -= count
    }
    let sizes = try await Self.sizes(room)
    try room.git("update-ref", "refs/notes/bench", LedgerReference.controller.name)
    let checkpoint = try Self.verify(room, from: nil).checkpoint
    var (ones, batches, adds, imports): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<runs {
      ones.append(try Self.time { try room.append(try room.take(1)) })
      batches.append(try Self.time { try room.append(try room.take(Self.batchLines)) })
      let (forAdding, forImport) = (
        try room.spare(Self.batchLines), try room.spare(Self.batchLines)
      )
      // A loop of processes is slow enough to be measured by a part of it.
      let part = forAdding.prefix(runs > 5 ? 20 : 5)
      let scale = Double(Self.batchLines) / Double(part.count)
      adds.append(try Self.time { try room.addNotes(Array(part)) } * scale)
      imports.append(try Self.time { try room.importNotes(forImport) })
    }
    // The references of this bench are no ledgers.
    try room.git("update-ref", "-d", "refs/notes/bench")
    var (lookUps, reads, fulls, news): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for run in 0..<max(3, runs / 2) {
      let commit = room.commits[run * 7 % lines]
      lookUps.append(try Self.time { _ = try room.ledger.lines(of: commit) })
      reads.append(try Self.time { _ = try room.ledger.read() })
      fulls.append(try Self.time { _ = try Self.verify(room, from: nil) })
      news.append(try Self.time { _ = try Self.verify(room, from: checkpoint) })
    }
    let size = "\(lines) lines"
    one = Sample("append one line, \(size)", "ms", ones)
    batch = Sample("append 100 lines, \(size)", "ms", batches)
    gitAdd = Sample("git notes add, 100 times, \(size)", "ms", adds)
    gitImport = Sample("git fast-import of 100, \(size)", "ms", imports)
    lookUp = Sample("lines on one commit, \(size)", "ms", lookUps)
    read = Sample("read and verify lines, \(size)", "ms", reads)
    full = Sample("audit verify, everything, \(size)", "ms", fulls)
    incremental = Sample(
      "audit verify, \(runs * (Self.batchLines + 1)) new lines, \(size)", "ms", news)
    bytes = Sample("disk for each line, \(size)", "B", [Double(sizes.before) / Double(lines)])
    packedBytes = Sample(
      "the same, packs put together, \(size)", "B", [Double(sizes.after) / Double(lines)])
  }

  static func verify(
    _ room: LedgerRoom, from checkpoint: Checkpoint?
  ) throws -> AuditVerification {
    let verification = try AuditVerification(
      AuditVerification.Request(
        repositoryAt: room.repository, branch: "main", pins: nil, store: nil,
        checkpoint: checkpoint, now: Instant(milliseconds: 1_800_000_000_000)))
    if let finding = verification.findings.first { throw Failure(finding.description) }
    return verification
  }

  private static func sizes(_ room: LedgerRoom) async throws -> (before: Int, after: Int) {
    let before = room.bytes
    try await room.keepPacks()
    return (before, room.bytes)
  }

  static func time(_ body: () throws -> Void) rethrows -> Double {
    let watch = Stopwatch()
    try body()
    return watch.milliseconds
  }
}

// MARK: - Goals

extension LedgerFigures {
  static func goals(_ results: [LedgerFigures]) -> [Goal] {
    var goals: [Goal] = []
    for result in results {
      func ratio(_ other: Sample, _ name: String, _ bound: Double) -> Goal {
        Goal(
          name: "\(name)-\(result.lines)",
          sample: Sample(
            "\(other.name) / ours", "times", [other.median / result.batch.median]),
          bound: bound, isFloor: true)
      }
      goals.append(ratio(result.gitAdd, "batch-over-notes-add", 20))
      goals.append(ratio(result.gitImport, "batch-over-fast-import", 2))
      goals.append(Goal(name: "verify-full-\(result.lines)", sample: result.full, bound: 30_000))
      goals.append(
        Goal(name: "verify-new-\(result.lines)", sample: result.incremental, bound: 1000))
    }
    if let least = results.first, let most = results.last, least.lines < most.lines {
      goals.append(
        Goal(
          name: "append-growth",
          sample: Sample(
            "append at \(most.lines) / at \(least.lines)", "times",
            [most.one.median / least.one.median]), bound: 1.5))
    }
    return goals
  }
}
