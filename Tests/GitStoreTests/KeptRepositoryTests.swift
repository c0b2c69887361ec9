import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct KeptRepositoryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Uses the repository once and returns what `HEAD` is there.
  private func head(_ kept: KeptRepository) throws -> String? {
    let repository = try kept.take()
    let head = try repository.reference("refs/heads/main")?.hex
    if let id = try repository.reference("refs/heads/main") { _ = try repository.commit(id) }
    kept.give(repository)
    return head
  }

  @Test func `sees commits that come later, loose, packed, and after the old packs went`() throws {
    let path = try scratch.repository()
    let kept = KeptRepository(at: path)
    for round in 0..<4 {
      try scratch.commit("\(round)", to: "file", in: path)
      if round.isMultiple(of: 2) {
        try scratch.git(path, "gc", "--quiet", "--prune=now")
      }
      #expect(try head(kept) == scratch.git(path, "rev-parse", "main"))
    }
  }

  @Test func `sees a repository that took the place of another`() throws {
    let path = try scratch.repository()
    try scratch.commit("first", to: "file", in: path)
    let kept = KeptRepository(at: path)
    let first = try head(kept)
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: GitError.self) { try head(kept) }
    _ = try scratch.repository()
    try scratch.commit("second", to: "other", in: path)
    let second = try head(kept)
    #expect(second != first)
    #expect(try second == scratch.git(path, "rev-parse", "main"))
  }

  @Test func `gives a second user a repository of its own`() throws {
    let path = try scratch.repository()
    try scratch.commit("first", to: "file", in: path)
    let kept = KeptRepository(at: path)
    let one = try kept.take()
    let other = try kept.take()
    #expect(try one.reference("refs/heads/main") == other.reference("refs/heads/main"))
    kept.give(one)
    kept.give(other)
    #expect(try head(kept) != nil)
  }
}
