import Foundation
import TestSupport
import Testing

/// The hook that users install, run by `git commit`.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(10)))
struct PreCommitTests {
  private static let wrong = "memory: 16MiBs"

  /// Lends a committed fleet in which the hook is installed.
  private func withHook(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      let hook = fleet.path + "/.git/hooks/pre-commit"
      try FileManager.default.createDirectory(
        atPath: fleet.path + "/.git/hooks", withIntermediateDirectories: true)
      try? FileManager.default.removeItem(atPath: hook)
      try FileManager.default.copyItem(
        atPath: SourceTree.path(of: "Hooks/pre-commit"), toPath: hook)
      let folder = URL(filePath: E2E.merlon).deletingLastPathComponent().path
      fleet.environment["PATH"] = folder + ":/usr/bin:/bin"
      try await body(fleet)
    }
  }

  private func commit(_ fleet: Fleet, _ arguments: String...) async throws -> Outcome {
    try await fleet.run("git", ["commit", "--quiet", "--message", "A change"] + arguments)
  }

  /// Makes the image wrong in the work tree.
  private func spoil(_ fleet: Fleet) throws {
    try fleet.replace("memory: 16MiB", by: Self.wrong, in: "images/web.yaml")
  }

  @Test func `what is staged and wrong is not committed`() async throws {
    try await withHook { fleet in
      let head = try await fleet.git("rev-parse", "HEAD")
      try spoil(fleet)
      try await fleet.git("add", "--all")
      // Mending it in the work tree alone does not help.
      try fleet.replace(Self.wrong, by: "memory: 16MiB", in: "images/web.yaml")
      let outcome = try await commit(fleet)
      #expect(outcome.status == 1)
      #expect((outcome.output + outcome.error).contains("images/web.yaml:"), "\(outcome)")
      #expect(try await fleet.git("rev-parse", "HEAD") == head)
      #expect(try await commit(fleet, "--no-verify").status == 0)
    }
  }

  @Test func `what is wrong and not staged does not matter`() async throws {
    try await withHook { fleet in
      try fleet.write("A page\n", to: "site/page.html")
      try await fleet.git("add", "site/page.html")
      try spoil(fleet)
      try fleet.write("nonsense: [", to: "images/untracked.yaml")
      #expect(try await commit(fleet).status == 0)
    }
  }

  @Test func `the index of a partial commit is what counts`() async throws {
    try await withHook { fleet in
      try fleet.write("A page\n", to: "site/page.html")
      try await fleet.git("add", "site/page.html")
      try spoil(fleet)
      // git makes an index of its own for each of these.
      #expect(try await commit(fleet, "--all").status == 1)
      #expect(try await commit(fleet, "images/web.yaml").status == 1)
      try await fleet.git("add", "images/web.yaml")
      #expect(try await commit(fleet, "site/page.html").status == 0)
      #expect(try await commit(fleet).status == 1)
    }
  }

  @Test func `works in a linked work tree and from a folder below`() async throws {
    try await withHook { fleet in
      let linked = fleet.root + "/linked"
      try await fleet.git("worktree", "add", "--quiet", linked)
      let file = URL(filePath: linked + "/images/web.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacingOccurrences(of: "memory: 16MiB", with: Self.wrong).utf8).write(
        to: file)
      for folder in [linked, linked + "/images"] {
        let outcome = try await fleet.run(
          "git", ["-C", folder, "commit", "--quiet", "--all", "--message", "A change"])
        #expect(outcome.status == 1)
        #expect((outcome.output + outcome.error).contains("images/web.yaml:"), "\(outcome)")
      }
      try Data(text.replacingOccurrences(of: "memory: 16MiB", with: "memory: 20MiB").utf8)
        .write(to: file)
      let outcome = try await fleet.run(
        "git", ["-C", linked + "/images", "commit", "--quiet", "--all", "--message", "A change"])
      #expect(outcome.status == 0, "\(outcome)")
    }
  }

  @Test func `without merlon nothing passes as checked`() async throws {
    try await withHook { fleet in
      fleet.environment["PATH"] = "/usr/bin:/bin"
      try fleet.write("A page\n", to: "site/page.html")
      try await fleet.git("add", "--all")
      let outcome = try await commit(fleet)
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("merlon is not in PATH"), "\(outcome)")
      #expect(outcome.error.contains("hint: "), "\(outcome)")
    }
  }
}
