import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct RepositoryReferencesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func kind(_ body: () throws(GitError) -> Void) -> GitError.Kind? {
    do throws(GitError) {
      try body()
      return nil
    } catch { return error.kind }
  }

  @Test func `tells empty, unborn, missing and there apart`() throws {
    let path = try scratch.repository()
    let repository = try Repository(openingAt: path)
    #expect(kind { () throws(GitError) in _ = try repository.head() } == .emptyRepository)
    #expect(kind { () throws(GitError) in _ = try repository.branch("main") } == .emptyRepository)
    #expect(try repository.headBranch() == "main")

    let id = try scratch.commit("a", in: path)
    #expect(try repository.head().hex == id)
    #expect(try repository.branch("main").hex == id)
    #expect(kind { () throws(GitError) in _ = try repository.branch("x") } == .missingBranch)

    try scratch.git(path, "symbolic-ref", "HEAD", "refs/heads/unborn")
    #expect(kind { () throws(GitError) in _ = try repository.head() } == .unbornHead)
    #expect(try repository.headBranch() == "unborn")

    try scratch.git(path, "checkout", "-q", "--detach", id)
    #expect(try repository.head().hex == id)
    #expect(try repository.headBranch() == nil)
  }

  @Test func `a damaged reference is not an absent one`() throws {
    let path = try scratch.repository()
    try scratch.commit("a", in: path)
    let repository = try Repository(openingAt: path)
    #expect(try repository.reference("refs/heads/none") == nil)
    try Data().write(to: URL(filePath: path + "/.git/refs/heads/broken"))
    #expect(
      kind { () throws(GitError) in _ = try repository.reference("refs/heads/broken") } != nil)
    #expect(kind { () throws(GitError) in _ = try repository.reference("no name") } == .invalidName)
  }

  @Test func `lists references, packed ones too`() throws {
    let path = try scratch.repository()
    let id = try #require(CommitID(hex: try scratch.commit("a", in: path)))
    try scratch.git(path, "branch", "deep/er")
    try scratch.git(path, "pack-refs", "--all")
    try scratch.git(path, "branch", "loose")
    let repository = try Repository(openingAt: path)
    #expect(
      try repository.references(below: "refs/heads/")
        == ["refs/heads/main": id, "refs/heads/deep/er": id, "refs/heads/loose": id])
    #expect(try repository.references(below: "refs/heads/deep/") == ["refs/heads/deep/er": id])
  }

  @Test func `compares and swaps`() throws {
    let path = try scratch.repository()
    let first = try #require(CommitID(hex: try scratch.commit("a", in: path)))
    let second = try #require(CommitID(hex: try scratch.commit("b", in: path)))
    let repository = try Repository(openingAt: path)
    let name = "refs/merlon/test"
    func update(_ old: CommitID?, _ new: CommitID) -> GitError.Kind? {
      kind { () throws(GitError) in
        try repository.update(reference: name, from: old, to: new, message: "test")
      }
    }
    #expect(update(first, second) == .moved)
    #expect(update(nil, first) == nil)
    #expect(update(nil, second) == .moved)
    #expect(update(second, first) == .moved)
    #expect(update(first, second) == nil)
    #expect(try repository.reference(name) == second)
    #expect(
      kind { () throws(GitError) in try repository.create(reference: name, at: first) } == .moved)
    _ = FileManager.default.createFile(atPath: path + "/.git/\(name).lock", contents: nil)
    #expect(update(second, first) == .locked)
    #expect(try repository.reference(name) == second)
  }

  @Test func `pins survive a force push and a collection`() throws {
    let path = try scratch.repository()
    try scratch.commit("a", in: path)
    let lost = try #require(CommitID(hex: try scratch.commit("b", in: path)))
    let repository = try Repository(openingAt: path)
    try repository.pin(lost)
    try repository.pin(lost)
    try scratch.git(path, "reset", "-q", "--hard", "HEAD~1")
    try scratch.git(path, "reflog", "expire", "--expire=now", "--all")
    try scratch.git(path, "gc", "-q", "--prune=now")
    #expect(try Repository(openingAt: path).commit(lost).subject == "Change fleet.yaml")
  }
}
