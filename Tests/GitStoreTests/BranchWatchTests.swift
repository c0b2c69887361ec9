import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct BranchWatchTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  func id(_ revision: String = "HEAD") throws -> CommitID {
    try #require(CommitID(hex: try scratch.git(path, "rev-parse", revision)))
  }

  @Test func `sees commits, new branches, packed references and deletions`() throws {
    try scratch.commit("a", in: path)
    let names = ["refs/heads/main", "refs/heads/deep/er/one"]
    var watch = try BranchWatch(repositoryAt: path, references: names)
    #expect(watch.current == [names[0]: try id()])
    #expect(try watch.wait(milliseconds: 0).isEmpty)

    try scratch.commit("b", in: path)
    #expect(try watch.wait(milliseconds: 10_000) == [names[0]: try id()])
    #expect(try watch.wait(milliseconds: 0).isEmpty)

    try scratch.git(path, "branch", "deep/er/one")
    #expect(try watch.wait(milliseconds: 10_000) == [names[1]: try id()])

    try scratch.git(path, "pack-refs", "--all", "--prune")
    #expect(try watch.wait(milliseconds: 50).isEmpty)
    try scratch.commit("c", in: path)
    #expect(try watch.wait(milliseconds: 10_000) == [names[0]: try id()])

    try scratch.git(path, "branch", "-D", "deep/er/one")
    #expect(try watch.wait(milliseconds: 10_000) == [names[1]: nil])
    #expect(watch.current == [names[0]: try id()])
  }

  @Test func `wakes up while it waits`() async throws {
    try scratch.commit("a", in: path)
    let (path, scratch) = (path, scratch)
    let (ready, signal) = AsyncStream.makeStream(of: Void.self)
    let waiter = Task.detached {
      var watch = try BranchWatch(repositoryAt: path, references: ["refs/heads/main"])
      signal.finish()
      return try watch.wait(milliseconds: 600_000)
    }
    for await _ in ready {}
    try scratch.commit("b", in: path)
    let now = try id()
    #expect(try await waiter.value == ["refs/heads/main": now])
  }

  @Test func `sees a push to a bare repository that was empty`() throws {
    let bare = try scratch.repository("bare.git", "--bare")
    var watch = try BranchWatch(repositoryAt: bare, references: ["refs/heads/main"])
    #expect(watch.current.isEmpty)
    try scratch.commit("a", in: path)
    try scratch.git(path, "push", "-q", bare, "main")
    #expect(try watch.wait(milliseconds: 10_000) == ["refs/heads/main": try id()])
  }
}
