import GitFetch
import Vocabulary

/// A ledger of many notes commits with one line each, verified by Merlon and by git.
struct LedgerChain {
  let merlon: Sample
  let git: Sample

  init(commits: Int, runs: Int) async throws {
    let room = try LedgerRoom(commits: commits)
    defer { room.end() }
    for (number, commit) in try room.take(commits).enumerated() {
      try room.append([commit])
      if number % PackKeeper.packsMax == 0 { try await room.keepPacks() }
    }
    try await room.keepPacks()
    // git takes milliseconds for each: the newest few stand for all.
    let part = min(commits, 200)
    var (ours, theirs): ([Double], [Double]) = ([], [])
    for _ in 0..<max(3, runs / 2) {
      ours.append(
        1000 * (try LedgerFigures.time { _ = try LedgerFigures.verify(room, from: nil) })
          / Double(commits))
      var verdicts = ""
      let time = try LedgerFigures.time {
        verdicts = try room.git("log", "--format=%G?", "-\(part)", "refs/notes/merlon/ledger")
      }
      guard verdicts == String(repeating: "G\n", count: part) else {
        throw Failure("git does not find the signatures good")
      }
      theirs.append(1000 * time / Double(part))
    }
    merlon = Sample("audit verify, a notes commit and its line", "µs", ours)
    git = Sample("git log --format=%G?, a notes commit", "µs", theirs)
  }

  var goal: Goal {
    Goal(
      name: "verify-over-git-log",
      sample: Sample("git log --format=%G? / ours", "times", [git.median / merlon.median]),
      bound: 50, isFloor: true)
  }
}
