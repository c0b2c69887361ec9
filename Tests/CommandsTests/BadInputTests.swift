import Foundation
import TestSupport
import Testing
import Vocabulary

/// Bad input is refused with its place and leaves everything as it was.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BadInputTests {
  @Test(arguments: BadInput.documents + BadInput.catalogs + BadInput.trees)
  func `is refused while the old commit stays in force`(_ input: BadInput) async throws {
    try await Fleet.withServing { fleet in
      let good = try await fleet.git("rev-parse", "HEAD")
      let before = try #require(try await fleet.instance("web"))
      try await input.make(fleet)
      let wrong = try await fleet.commit(input.testDescription)
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("refused: \(input.testDescription)"), "\(refused)")
      for text in input.expected { #expect(refused.output.contains(text), "\(refused)") }
      try await expectUntouched(fleet, good: good, wrong: wrong, before)
    }
  }

  /// The good commit serves on, and the ledger says why the wrong one does not.
  private func expectUntouched(
    _ fleet: Fleet, good: String, wrong: String, _ before: JSON
  ) async throws {
    #expect(fleet.ask("/admin/") == 200)
    let status = try await fleet.merlon("status", "--output", "json")
    #expect(status.status == 1)
    #expect(try status.json()["inForce"]?.string == good)
    let after = try await fleet.instance("web")
    for member in ["digest", "since", "revision"] { #expect(after?[member] == before[member]) }
    let audit = try await fleet.merlon("audit", "--output", "json")
    #expect(audit.status == 0, "\(audit)")
    let commits = try #require(audit.json()["commits"]?.array)
    #expect(commits.map { $0["commit"]?.string } == [good, wrong])
    #expect(commits.map { $0["verdict"]?.string } == ["PASSED", "FAILED"])
    #expect(commits[1]["diagnostics"]?.array?.isEmpty == false)
    #expect(fleet.monitors.count == 1)
  }

  @Test func `a large file that is neither policy nor sealed is no matter`() async throws {
    try await Fleet.withServing { fleet in
      try BadInput.large(fleet, "attic/x.bin", 100 << 20)
      try await fleet.commit("A large file")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 200)
    }
  }

  @Test func `a repository without a commit`() async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      for command in ["reconcile --once", "status", "audit", "check HEAD", "build web"] {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try await fleet.run(E2E.merlon, words)
        if command == "build web" {
          #expect(outcome.status == 0, "the work tree is there: \(outcome)")
        } else {
          #expect(outcome.status == 2 && outcome.error.hasPrefix("merlon: "), "\(outcome)")
        }
      }
      #expect(try await fleet.merlon("plan").status == 0)
    }
  }

  @Test func `a repository with an empty commit`() async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.git("init", "--quiet", "--initial-branch", "main", fleet.path)
      try await fleet.git("-C", fleet.path, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
      let check = try await fleet.merlon("check", "HEAD")
      #expect(check.status == 1 && check.output.contains("Fleet"), "\(check)")
      let generated = try await fleet.merlon("key", "generate")
      #expect(generated.status == 0, "\(generated)")
      let outcome = try await fleet.merlon("reconcile", "--once")
      #expect(outcome.status == 2 && outcome.error.contains("allowed_signers"), "\(outcome)")
      try fleet.write(generated.output, to: ".merlon/allowed_signers")
      let commit = try await fleet.commit("A signer and nothing else")
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("Fleet") && refused.output.contains("hint:"), "\(refused)")
      #expect(try await fleet.record(of: commit)?["verdict"]?.string == "FAILED")
    }
  }

  @Test func `a branch that is not there, and a HEAD that leads nowhere`() async throws {
    try await Fleet.withServing { fleet in
      let ledger = try await fleet.git("rev-parse", "refs/notes/merlon/ledger")
      let branch = try await fleet.merlon("reconcile", "--once", "--branch", "nowhere")
      #expect(branch.status == 2 && branch.error.contains("nowhere"), "\(branch)")
      try await fleet.git("symbolic-ref", "HEAD", "refs/heads/unborn")
      let unborn = try await fleet.merlon("reconcile", "--once")
      #expect(unborn.status == 2 && unborn.error.contains("unborn"), "\(unborn)")
      #expect(try await fleet.git("rev-parse", "refs/notes/merlon/ledger") == ledger)
      #expect(fleet.ask("/") == 200)
      try await fleet.git("symbolic-ref", "HEAD", "refs/heads/main")
      try await fleet.reconcile(expecting: 0)
    }
  }

  @Test func `a folder that is no repository`() async throws {
    try await Fleet.withEmpty { fleet in
      for command in [["reconcile", "--once"], ["status"], ["audit"], ["check"], ["plan"]] {
        let outcome = try await fleet.run(E2E.merlon, command)
        #expect(outcome.status == 2 && outcome.error.hasPrefix("merlon: "), "\(outcome)")
      }
    }
  }
}
