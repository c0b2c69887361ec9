import Foundation
import GitStore
import TestSupport
import Testing

@Suite struct RepositoryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// The kind of the error that opening `path` throws.
  func refusal(_ path: String) -> GitError.Kind? {
    do throws(GitError) {
      _ = try Repository(openingAt: path)
      return nil
    } catch { return error.kind }
  }

  @Test func `opens a work tree, a git folder and a bare repository`() throws {
    let path = try scratch.repository()
    let bare = try scratch.repository("bare.git", "--bare")
    let repository = try Repository(openingAt: path)
    #expect(repository.workTree == path)
    #expect(repository.gitDirectory == path + "/.git")
    #expect(try Repository(openingAt: path + "/.git").workTree == path)
    #expect(try Repository(openingAt: bare).workTree == nil)
    #expect(try Repository(openingAt: bare).commonDirectory == bare)
  }

  @Test func `never searches upwards`() throws {
    let path = try scratch.repository()
    try scratch.commit("a", to: "below/a", in: path)
    #expect(refusal(path + "/below") == .notARepository)
    #expect(refusal(path + "/nowhere") == .notARepository)
    #expect(refusal("/etc/passwd") == .notARepository)
  }

  @Test func `refuses formats that it cannot read`() throws {
    #expect(
      refusal(try scratch.repository("s", "--object-format=sha256")) == .unsupportedRepository)
    let partial = try scratch.repository("partial")
    try scratch.git(partial, "config", "core.repositoryformatversion", "1")
    try scratch.git(partial, "config", "extensions.partialclone", "origin")
    #expect(refusal(partial) == .unsupportedRepository)
  }

  @Test(.enabled(if: getuid() == 0, "needs root to give a folder away"))
  func `refuses a repository of somebody else`() throws {
    let path = try scratch.repository()
    try scratch.run("chown", ["-R", "65534", path])
    #expect(refusal(path) == .ownedByAnother)
  }

  @Test func `creates what git understands and touches nothing that exists`() throws {
    let path = scratch.path + "/new/policy"
    #expect(try Repository.create(at: path, branch: "trunk").headBranch() == "trunk")
    #expect(try scratch.git(path, "symbolic-ref", "HEAD") == "refs/heads/trunk")
    #expect(try Repository.create(at: path + ".git", isBare: true).workTree == nil)
    #expect(throws: GitError.self) { _ = try Repository.create(at: path) }
  }

  @Test(arguments: GitError.Kind.allCases)
  func `every kind of error says what was meant`(kind: GitError.Kind) {
    let error = GitError(kind, .open, "the-subject", "the detail")
    let isAboutEmptiness = kind == .emptyRepository
    #expect(error.description.contains("the-subject") || isAboutEmptiness)
    #expect(!error.description.contains("\n"))
  }
}
