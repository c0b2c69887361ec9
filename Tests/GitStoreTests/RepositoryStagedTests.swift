import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

/// What `git commit` would commit; `git write-tree` is the oracle.
@Suite struct RepositoryStagedTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
    try scratch.commit("one", to: "a.yaml", in: path)
  }

  @Test func `is the index and not the work tree`() throws {
    try scratch.write("staged", to: "a.yaml", in: path)
    try scratch.write("new", to: "deep/er/b.yaml", in: path)
    try scratch.git(path, "add", "-A")
    try scratch.write("edited after", to: "a.yaml", in: path)
    try scratch.write("untracked", to: "c.yaml", in: path)
    let tree = try Repository(openingAt: path).stagedContent()
    #expect(tree.hex == (try scratch.git(path, "write-tree")))
    let repository = try Repository(openingAt: path)
    let blob = try #require(try repository.file(at: "a.yaml", in: tree)).blob
    #expect(try repository.blob(blob) == Array("staged".utf8))
    #expect(try repository.file(at: "c.yaml", in: tree) == nil)
  }

  @Test func `sees deletions, modes and an empty index`() throws {
    try scratch.git(path, "update-index", "--chmod=+x", "a.yaml")
    #expect(
      try Repository(openingAt: path).stagedContent().hex == scratch.git(path, "write-tree"))
    try scratch.git(path, "rm", "-qf", "a.yaml")
    #expect(
      try Repository(openingAt: path).stagedContent().hex == scratch.git(path, "write-tree"))
    let fresh = try scratch.repository("fresh")
    #expect(
      try Repository(openingAt: fresh).stagedContent().hex == scratch.git(fresh, "write-tree"))
  }

  @Test func `leaves out what is only intended to be added`() throws {
    try scratch.write("later", to: "later.yaml", in: path)
    try scratch.git(path, "add", "--intent-to-add", "later.yaml")
    #expect(
      try Repository(openingAt: path).stagedContent().hex == scratch.git(path, "write-tree"))
  }

  @Test func `reads the index that it is told to`() throws {
    let other = scratch.path + "/other-index"
    try FileManager.default.copyItem(atPath: path + "/.git/index", toPath: other)
    let before = try scratch.git(path, "write-tree")
    try scratch.write("two", to: "a.yaml", in: path)
    try scratch.git(path, "add", "-A")
    #expect(try Repository(openingAt: path).stagedContent(indexAt: other).hex == before)
    #expect(try Repository(openingAt: path).stagedContent().hex != before)
  }

  @Test func `refuses an index with conflicts and one that is damaged`() throws {
    try scratch.git(path, "checkout", "-qb", "other")
    try scratch.commit("theirs", to: "a.yaml", in: path)
    try scratch.git(path, "checkout", "-q", "main")
    try scratch.commit("ours", to: "a.yaml", in: path)
    #expect(throws: Scratch.Failure.self) { try scratch.git(path, "merge", "-q", "other") }
    #expect(kind() == .unmerged)
    try Data("DIRC nonsense".utf8).write(to: URL(filePath: path + "/.git/index"))
    #expect(kind() == .other)
  }

  /// The kind of the error that reading what is staged throws.
  private func kind() -> GitError.Kind? {
    do throws(GitError) {
      _ = try Repository(openingAt: path).stagedContent()
      return nil
    } catch { return error.kind }
  }
}
