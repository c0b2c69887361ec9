import Foundation
import TestSupport
import Testing
import Vocabulary

/// What hosts say themselves, signed with their own keys, in ledgers of their own.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct HostStatementTests {
  private static let reference = "refs/notes/merlon/hosts/local"

  @Test func `what a host did is signed by it and recorded once`() async throws {
    try await Fleet.withCommitted { fleet in
      var agent = try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      let first = try await fleet.statements(of: "local")
      #expect(first.compactMap(\.event) == ["booted", "enforced"])
      let tip = try await fleet.git("rev-parse", Self.reference)
      try await fleet.reconcile(expecting: 0)
      #expect(try await fleet.git("rev-parse", Self.reference) == tip)
      // An agent that is killed has said so much, and the next one goes on.
      agent.send(SIGKILL)
      _ = try await agent.wait()
      agent = try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      try fleet.write("<h1>two</h1>\n", to: "site/index.html")
      try await fleet.commit("Another page")
      try await fleet.reconcile(expecting: 0)
      // What goes on as it was is no news to people either.
      #expect(!(try await fleet.reconcile(expecting: 0)).output.contains("enforced"))
      let statements = try await fleet.statements(of: "local")
      #expect(statements.compactMap(\.event).count { $0 == "enforced" } == 3)
      #expect(statements.map(\.sequence) == Array(1...statements.count))
      let verification = try await fleet.merlon("audit", "verify")
      #expect(verification.status == 0, "\(verification)")
      let commits = try await fleet.git("rev-list", Self.reference)
      for commit in commits.split(separator: "\n") {
        try await fleet.git("verify-commit", String(commit))
      }
    }
  }

  @Test func `a host whose key the policy does not name waits for that`() async throws {
    try await Fleet.withCommitted { fleet in
      let key = try await fleet.merlon("host", "key", "local")
      let line = key.output.trimmingCharacters(in: .newlines)
      let signers = try await fleet.git("show", "HEAD:.merlon/allowed_signers")
      #expect(signers.contains(line))
      try fleet.write(
        signers.replacingOccurrences(of: line, with: ""), to: ".merlon/allowed_signers")
      try await fleet.commit("No host may speak")
      _ = try await fleet.startHost()
      let alone = try await fleet.reconcile(expecting: 0)
      #expect(alone.output.contains(line), "\(alone)")
      #expect(try await fleet.statements(of: "local").isEmpty)
      try fleet.write(signers + "\n", to: ".merlon/allowed_signers")
      try await fleet.commit("The host may speak")
      let both = try await fleet.reconcile(expecting: 0)
      #expect(!both.output.contains("allowed_signers"), "\(both)")
      // What it had signed before is there, too.
      let commits = Set(try await fleet.statements(of: "local").map(\.commit))
      #expect(commits.count == 2)
      #expect(try await fleet.merlon("audit", "verify").status == 0)
    }
  }
}
