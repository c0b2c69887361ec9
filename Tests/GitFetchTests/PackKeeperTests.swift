import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@testable import GitFetch

@Suite(.aside, .timeLimit(.minutes(10))) struct PackKeeperTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  private var environment: [String: String] {
    ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch.path, "GIT_CONFIG_NOSYSTEM": "1"]
  }

  private func keeper(limit: [String] = ["600"]) -> PackKeeper {
    PackKeeper(
      gitFolder: path + "/.git", stateFolder: scratch.path, environment: environment, limit: limit)
  }

  private func packs() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: path + "/.git/objects/pack")
      .count { $0.hasSuffix(".pack") }
  }

  /// Appends commits to a branch, each in a pack of its own.
  private static func append(
    _ count: Int, to branch: String, at path: String
  ) throws -> [CommitID] {
    var batch = try ObjectBatch(repositoryAt: path)
    var made: [CommitID] = []
    for number in 0..<count {
      let old = try batch.repository.reference("refs/heads/" + branch)
      let blob = try batch.write(blob: Array("\(branch) \(number) \(made.count)\n".utf8))
      let draft = CommitDraft(
        tree: try batch.write(tree: ["f": .file(blob)]), parents: old.map { [$0] } ?? [],
        author: GitSignature(
          name: "A", email: "a@b", time: Instant(milliseconds: 1_700_000_000_000)),
        message: "\(number)\n")
      let id = try batch.write(commit: draft.signedBytes)
      try batch.flush()
      try batch.repository.update(
        reference: "refs/heads/" + branch, from: old, to: id, message: "append")
      made.append(id)
    }
    return made
  }

  @Test func `many packs become few, and nothing is lost`() async throws {
    let keeper = keeper()
    #expect(!keeper.isDue)
    let commits = try Self.append(PackKeeper.packsMax + 1, to: "main", at: path)
    #expect(keeper.isDue)
    // What no reference reaches may be what a writer is about to use.
    try scratch.git(path, "update-ref", "refs/heads/main", commits[9].hex)
    #expect(await keeper.run() == nil)
    #expect(!keeper.isDue)
    #expect(try packs() <= 2)
    for commit in commits { _ = try Repository(openingAt: path).commit(commit) }
    #expect(try scratch.git(path, "fsck", "--full", "--no-dangling") == "")
  }

  @Test func `garbage of days ago goes, once a day`() async throws {
    let commits = try Self.append(3, to: "main", at: path)
    try scratch.git(path, "update-ref", "refs/heads/main", commits[0].hex)
    try FileManager.default.removeItem(atPath: path + "/.git/logs")
    let long = Date(timeIntervalSinceNow: -3 * 86_400)
    let folder = path + "/.git/objects/pack/"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.setAttributes(
        [.modificationDate: long], ofItemAtPath: folder + name)
    }
    let stamp = scratch.path + "/packs.collected"
    try Data().write(to: URL(filePath: stamp))
    // Merging packs makes them new, so look at what lies in one that is not merged.
    #expect(await keeper().run() == nil)
    _ = try Repository(openingAt: path).commit(commits[2])
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.setAttributes(
        [.modificationDate: long], ofItemAtPath: folder + name)
    }
    try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: stamp)
    #expect(await keeper().run() == nil)
    _ = try Repository(openingAt: path).commit(commits[0])
    #expect(throws: GitError.self) { try Repository(openingAt: path).commit(commits[2]) }
  }

  @Test(arguments: Seeds.first(1))
  func `a keeper that is killed at any moment loses nothing`(seed: UInt64) async throws {
    var commits = try Self.append(PackKeeper.packsMax + 1, to: "main", at: path)
    var random = SplitMix64(seed: seed)
    for _ in 0..<12 {
      let limit = String(format: "%.3f", Double.random(in: 0.001...0.12, using: &random))
      _ = await keeper(limit: ["--signal=KILL", limit]).run()
      commits += try Self.append(3, to: "main", at: path)
      for commit in commits { _ = try Repository(openingAt: path).commit(commit) }
    }
    // On a busy machine those that were killed are still on their way out: git takes them for alive.
    var words: String?
    do {
      try await Patience.wait(until: "a keeper that is alone") {
        words = await keeper().run()
        return words == nil
      }
    } catch { Issue.record("\(error); git says: \(words ?? "")") }
    #expect(try packs() <= 3)
    #expect(try scratch.git(path, "fsck", "--full", "--no-dangling") == "")
    #expect(
      try scratch.git(path, "rev-list", "--reverse", "main")
        == commits.map(\.hex).joined(separator: "\n"))
  }

  @Test func `writers and readers go on beside it`() async throws {
    let first = try Self.append(PackKeeper.packsMax + 1, to: "main", at: path)
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in ["a", "b"] {
        group.addTask { _ = try Self.append(60, to: writer, at: path) }
      }
      group.addTask {
        for _ in 0..<60 {
          let repository = try Repository(openingAt: path)
          for commit in first { _ = try repository.commit(commit) }
        }
      }
      let keeper = keeper()
      for _ in 0..<4 { #expect(await keeper.run() == nil) }
      try await group.waitForAll()
    }
    for writer in ["a", "b"] {
      #expect(try scratch.git(path, "rev-list", "--count", writer) == "60")
    }
    #expect(try scratch.git(path, "fsck", "--full", "--no-dangling") == "")
  }

  @Test func `says what git says when it fails`() async throws {
    _ = try Self.append(2, to: "main", at: path)
    try scratch.write("[core\n", to: ".git/config", in: path)
    let words = try #require(await keeper().run())
    #expect(words.contains("config"))
  }
}
