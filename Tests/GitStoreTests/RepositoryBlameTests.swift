import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

/// Which commit a line came with, as git has it.
@Suite struct RepositoryBlameTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  @discardableResult
  private func commit(_ lines: [String], to file: String = "a.yaml") throws -> String {
    try scratch.write(lines.map { $0 + "\n" }.joined(), to: file, in: path)
    try scratch.git(path, "add", "--all")
    try scratch.git(path, "commit", "-q", "--allow-empty", "-m", "x")
    return try scratch.git(path, "rev-parse", "HEAD")
  }

  /// `commit original-number` of each line, by git.
  private func oracle(_ file: String, at revision: String) throws -> [String] {
    let text = try scratch.git(path, "blame", "--line-porcelain", revision, "--", file)
    var isHead = true
    return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
      defer { isHead = line.hasPrefix("\t") }
      return isHead ? line.split(separator: " ").prefix(2).joined(separator: " ") : nil
    }
  }

  /// The same by us.
  private func ours(_ file: String, at revision: String) throws -> [String] {
    let repository = try Repository(openingAt: path)
    let hunks = try repository.blame(file, at: repository.resolve(revision))
    return hunks.flatMap { hunk in
      (hunk.firstLine..<hunk.firstLine + hunk.lineCount).map {
        "\(hunk.commit) \(hunk.originalLine(of: $0))"
      }
    }
  }

  @Test func `each line of a random history came with the commit that git names`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("blame: seed \(seed)")
    var random = SplitMix64(seed: seed)
    var lines: [String] = []
    for number in 0..<25 {
      // Lines are unique, so that there is one right answer.
      for step in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...lines.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where place < lines.count: lines.remove(at: place)
        case 1 where place < lines.count: lines[place] = "replaced: \(number)-\(step)"
        default: lines.insert("added: \(number)-\(step)", at: place)
        }
      }
      if lines.isEmpty { lines = ["first: \(number)"] }
      try commit(lines)
    }
    for revision in ["HEAD", "HEAD~3", "HEAD~12"] {
      #expect(try ours("a.yaml", at: revision) == oracle("a.yaml", at: revision), "seed \(seed)")
    }
  }

  @Test func `a line that came by a merge is its author's`() throws {
    try commit(["one: 1", "two: 2", "three: 3"])
    try scratch.git(path, "checkout", "-q", "-b", "side")
    let side = try commit(["zero: 0", "one: 1", "two: 2", "three: 3"])
    try scratch.git(path, "checkout", "-q", "main")
    try commit(["one: 1", "two: 2", "three: 4"])
    try scratch.git(path, "merge", "-q", "--no-edit", "side")
    let found = try ours("a.yaml", at: "HEAD")
    #expect(found == (try oracle("a.yaml", at: "HEAD")))
    #expect(found.first == "\(side) 1")
  }

  @Test func `a file that is not there is an error`() throws {
    try commit(["one: 1"])
    let repository = try Repository(openingAt: path)
    let head = try repository.head()
    #expect(throws: GitError.self) { _ = try repository.blame("b.yaml", at: head) }
  }
}
