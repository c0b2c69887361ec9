import Foundation
import TestSupport
import Testing
import Vocabulary

/// A fleet whose commits have to be signed.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct TrustedPolicyTests {
  /// Lends a serving fleet in whose policy Ann has to sign.
  private func withSigned(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withServing { fleet in
      try await fleet.requireAnn()
      try await fleet.reconcile(expecting: 0)
      try await body(fleet)
    }
  }

  private func page(_ text: String, of fleet: Fleet) throws {
    try fleet.write(text, to: "site/index.html")
  }

  private func serves(_ text: String, _ fleet: Fleet) -> Bool {
    LocalPort.get("/", at: fleet.port)?.body == text
  }

  @Test func `an unsigned commit is refused by a signed verdict, and one on top vouches for it`()
    async throws
  {
    try await withSigned { fleet in
      try page("good", of: fleet)
      try await fleet.sign()
      try await fleet.reconcile(expecting: 0)
      #expect(serves("good", fleet))
      try page("unsigned", of: fleet)
      let unsigned = try await fleet.commit("Not signed")
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("refused: Not signed"), "\(refused)")
      #expect(refused.output.contains("the commit is not signed"), "\(refused)")
      #expect(serves("good", fleet))
      #expect(try await fleet.verdicts()[unsigned] == "FAILED")
      let ledger = try await fleet.git("rev-parse", "refs/notes/merlon/ledger")
      let again = try await fleet.reconcile(expecting: 1)
      #expect(!again.output.contains("recorded"), "\(again)")
      #expect(try await fleet.git("rev-parse", "refs/notes/merlon/ledger") == ledger)
      let signed = try await fleet.sign("I have read it")
      try await fleet.reconcile(expecting: 0)
      #expect(serves("unsigned", fleet))
      #expect(try await fleet.verdicts()[signed] == "PASSED")
      #expect(try await fleet.verdicts()[unsigned] == "FAILED")
    }
  }

  @Test func `what is lost or comes in one pass is judged the same`() async throws {
    try await withSigned { fleet in
      try page("first", of: fleet)
      let unsigned = try await fleet.commit("Not signed")
      try page("second", of: fleet)
      let signed = try await fleet.sign()
      try FileManager.default.removeItem(atPath: fleet.path + "/.git/merlon/trusted")
      try await fleet.reconcile(expecting: 0)
      #expect(serves("second", fleet))
      let verdicts = try await fleet.verdicts()
      #expect(verdicts[unsigned] == "FAILED")
      #expect(verdicts[signed] == "PASSED")
    }
  }

  @Test func `a foreign commit that names another controller stops nothing`() async throws {
    try await withSigned { fleet in
      try page("good", of: fleet)
      try await fleet.sign()
      try await fleet.reconcile(expecting: 0)
      let list = try await fleet.git("show", "HEAD:" + Fleet.signers)
      let others = list.split(separator: "\n").filter { !$0.hasPrefix("controller@merlon") }
      try fleet.write(others.joined(separator: "\n") + "\n", to: Fleet.signers)
      let foreign = try await fleet.commit("Takes the controller away")
      try await fleet.reconcile(expecting: 1)
      #expect(serves("good", fleet))
      let status = try await fleet.status()
      #expect(status["inForce"]?.string != foreign, "\(status)")
      #expect(status["instances"]?.array?.first?["state"]?.string == "serving", "\(status)")
    }
  }

  @Test func `a branch that goes back waits for a signed commit that says so`() async throws {
    try await withSigned { fleet in
      var commits: [String] = []
      for text in ["one", "two"] {
        try page(text, of: fleet)
        commits.append(try await fleet.sign())
        try await fleet.reconcile(expecting: 0)
      }
      try await fleet.git("reset", "--quiet", "--hard", commits[0])
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("has left commit"), "\(refused)")
      #expect(serves("two", fleet))
      #expect(try await fleet.status()["inForce"]?.string == commits[1])
      // Its first verdict stays what it was; the second one is about the branch.
      #expect(try await fleet.verdicts()[commits[0]] == "PASSED")
      let note = try await fleet.git("notes", "--ref", "merlon/ledger", "show", commits[0])
      let keys = try note.split(separator: "\n").map { try Self.payload(of: $0) }
      #expect(keys.contains { $0.contains("\"moved/\(commits[1].prefix(12))\"") }, "\(keys)")
      let back = try await fleet.sign("Go back\n\nMerlon-Replaces: \(commits[1])")
      try await fleet.reconcile(expecting: 0)
      #expect(serves("one", fleet))
      #expect(try await fleet.status()["inForce"]?.string == back)
    }
  }

  private static func payload(of line: some StringProtocol) throws -> String {
    let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let data = (fields?["payload"] as? String).flatMap { Data(base64Encoded: $0) }
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
