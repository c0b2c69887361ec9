import Foundation
import GitStore
import Testing
import TestSupport
import Vocabulary

@Suite struct RepositoryChangesTests {
  /// Writes one random history through `git fast-import`: files come, go, change, turn
  /// executable, become folders and the other way round.
  func history(_ random: inout SplitMix64, commits: Int) -> String {
    let names = ["a", "b", "a.b", "a-b", "a0", "ü", "A"]
    var stream = "reset refs/heads/main\n"
    for number in 1...commits {
      stream += "commit refs/heads/main\nmark :\(number)\n"
      stream += "committer A <a@b> \(number) +0000\ndata 1\nm\n"
      if number > 1 { stream += "from :\(number - 1)\n" }
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let depth = Int.random(in: 1...3, using: &random)
        let path = (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }
          .joined(separator: "/")
        switch Int.random(in: 0..<5, using: &random) {
        case 0: stream += "D \(path)\n"
        case 1: stream += "M 100755 inline \(path)\ndata 1\n\(number % 3)\n"
        default: stream += "M 100644 inline \(path)\ndata 1\n\(number % 3)\n"
        }
      }
    }
    return stream + "done\n"
  }

  /// What `git diff-tree -r --raw` says, as lines of ours.
  func parse(_ output: String) -> Set<String> {
    Set(
      output.split(separator: "\0").map(String.init).chunks(of: 2).map(Array.init).map { pair in
        let words = pair[0].split(separator: " ")
        func side(_ mode: Substring, _ id: Substring) -> String {
          id.allSatisfy { $0 == "0" } ? "-" : "\(mode.suffix(6)) \(id)"
        }
        return "\(pair[1]): \(side(words[0].dropFirst(), words[2])) > \(side(words[1], words[3]))"
      })
  }

  func line(_ change: PathChange) -> String {
    func side(_ file: TreeFile?) -> String {
      file.map { "\($0.isExecutable ? "100755" : "100644") \($0.blob)" } ?? "-"
    }
    return "\(change.path): \(side(change.old)) > \(side(change.new))"
  }

  @Test(arguments: Seeds.first(8))
  func `equals git diff-tree on random histories`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let scratch = try Scratch()
    let path = try scratch.repository()
    let count = 12
    try scratch.git(
      path, "fast-import", "--quiet", "--done", input: Data(history(&random, commits: count).utf8))
    let repository = try Repository(openingAt: path)
    let commits = try repository.firstParents(after: nil, through: repository.branch("main"))
    #expect(commits.count == count)
    for _ in 0..<12 {
      let (old, new) = try (
        #require(commits.randomElement(using: &random)),
        #require(commits.randomElement(using: &random))
      )
      let changes = try repository.changes(
        from: repository.commit(old).tree, to: repository.commit(new).tree)
      let expected = parse(
        try scratch.git(path, "diff-tree", "-r", "-z", "--no-renames", "--raw", old.hex, new.hex))
      #expect(Set(changes.changes.map(line)) == expected)
      #expect(changes.changes.count == expected.count)
      #expect(changes.findings.isEmpty)
      let paths = changes.changes.map(\.path)
      #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
    let last = try repository.commit(try #require(commits.last)).tree
    let all = try repository.changes(from: nil, to: last)
    #expect(all.changes.compactMap(\.new) == (try repository.listing(of: last).files))
  }

  @Test func `sees nothing between equal trees and links as nothing`() throws {
    let scratch = try Scratch()
    let path = try scratch.repository()
    try scratch.commit("a", to: "f", in: path)
    let repository = try Repository(openingAt: path)
    let old = try repository.commit(repository.head()).tree
    #expect(try repository.changes(from: old, to: old) == TreeChanges())
    try scratch.run("ln", ["-sf", "/etc/passwd", path + "/f"])
    try scratch.git(path, "commit", "-qam", "link")
    let changes = try repository.changes(from: old, to: repository.commit(repository.head()).tree)
    #expect(changes.changes.map(\.path) == ["f"])
    #expect(changes.changes.first?.new == nil)
    #expect(changes.findings == [TreeFinding(.symlink, at: "f")])
  }
}

extension Array {
  fileprivate func chunks(of count: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count - count + 1, by: count).map { self[$0..<$0 + count] }
  }
}
