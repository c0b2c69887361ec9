import Foundation
import TestSupport
import Testing
import Vocabulary

/// `merlon audit verify` on what the reconciler really writes.
@Suite(
  .enabled(if: E2E.isPossible && SchemaValidator.isThere), .serialized, .timeLimit(.minutes(10)))
struct AuditVerifyCommandTests {
  @Test func `what the reconciler writes verifies, is valid, and costs only what is new`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let first = try await fleet.merlon("audit", "verify", "--output", "json")
      #expect(first.status == 0, "\(first)")
      let whole = try first.json()
      #expect(whole["findings"] == .array([]) && whole["continued"] == .null)
      #expect(whole["policyCommits"]?.integer == 1 && whole["images"]?.integer == 1)
      try fleet.write("<h1>new</h1>\n", to: "site/index.html")
      try await fleet.commit("A new page")
      try await fleet.reconcile(expecting: 0)
      let second = try await fleet.merlon("audit", "verify", "--output", "json")
      let rest = try second.json()
      #expect(second.status == 0 && rest["policyCommits"]?.integer == 1, "\(second)")
      #expect(rest["continued"]?.string != nil)
      let full = try await fleet.merlon("audit", "verify", "--full", "--output", "json").json()
      #expect(full["policyCommits"]?.integer == 2)
      #expect(
        full["lines"]?.integer
          == (whole["lines"]?.integer ?? 0) + (rest["lines"]?.integer ?? 0))
      try await expectValid(fleet)
    }
  }

  /// Holds every line and the checkpoint against the schemas that are printed.
  private func expectValid(_ fleet: Fleet) async throws {
    var documents: [SchemaValidator.Document] = []
    func add(_ line: Substring, _ schema: String) throws {
      let payload = try #require(
        try JSON.parse(line.utf8)["payload"]?.string.flatMap { Base64.decode($0) })
      let text = String(decoding: payload, as: UTF8.self)
      documents.append(SchemaValidator.Document(schema: schema, text: text))
      // A member that is missing must be missed.
      documents.append(
        SchemaValidator.Document(
          schema: schema, text: text.replacingOccurrences(of: "\"time", with: "\"tame")))
    }
    let notes = try await fleet.git("notes", "--ref", "merlon/ledger", "list")
    for note in notes.split(separator: "\n") {
      let text = try await fleet.git("cat-file", "blob", String(note.prefix(40)))
      for line in text.split(separator: "\n") { try add(line, "LedgerStatement") }
    }
    let checkpoint = try String(
      contentsOfFile: fleet.path + "/.git/merlon/audit-checkpoint", encoding: .utf8)
    try add(checkpoint.dropLast(), "LedgerCheckpoint")
    var schemas: [String: JSON] = [:]
    for kind in ["LedgerStatement", "LedgerCheckpoint", "Deployment"] {
      schemas[kind] = try await fleet.merlon("schema", kind).json()
    }
    let verdicts = try await SchemaValidator.verdicts(schemas: schemas, documents: documents)
    #expect(verdicts.schemas.values.allSatisfy { $0 == nil }, "\(verdicts.schemas)")
    #expect(documents.count > 8)
    for (index, verdict) in verdicts.documents.enumerated() {
      #expect((verdict == nil) == index.isMultiple(of: 2), "\(documents[index]) \(verdict ?? "")")
    }
  }

  @Test func `a ledger that was taken back is found against the checkpoint`() async throws {
    try await Fleet.withServing { fleet in
      #expect(try await fleet.merlon("audit", "verify").status == 0)
      let old = try await fleet.git("rev-parse", "refs/notes/merlon/ledger~1")
      try await fleet.git("update-ref", "refs/notes/merlon/ledger", old)
      let text = try await fleet.merlon("audit", "verify")
      #expect(text.status == 1, "\(text)")
      #expect(text.output.contains("finding (rewound): refs/notes/merlon/ledger went back to"))
      #expect(text.output.contains("  see: git log"), "\(text)")
      let log = try await fleet.merlon("audit", "verify", "--output", "sarif")
      #expect(log.status == 1)
      try await SarifLogTests.expectValid(log.output)
      #expect(log.output.contains("ledger-rewound"))
      // Somebody who edits the checkpoint instead is found as well.
      let path = fleet.path + "/.git/merlon/audit-checkpoint"
      let line = try String(contentsOfFile: path, encoding: .utf8)
      try line.replacingOccurrences(of: "\"sig\":\"", with: "\"sig\":\"AAAA")
        .write(toFile: path, atomically: true, encoding: .utf8)
      let edited = try await fleet.merlon("audit", "verify")
      #expect(edited.status == 1 && edited.output.contains("finding (checkpoint)"), "\(edited)")
      let pins = try await fleet.merlon("audit", "verify", "--pins", fleet.root + "/none")
      #expect(pins.status == 2 && pins.error.contains("--pins"), "\(pins)")
    }
  }

  @Test func `questions are answered as text, JSON and CSV`() async throws {
    try await Fleet.withServing { fleet in
      let commit = try await fleet.git("rev-parse", "HEAD")
      let running = try await fleet.merlon("audit", "running", "--output", "json")
      #expect(running.status == 0 && running.error.isEmpty, "\(running)")
      let row = try #require(try running.json()["rows"]?.array?.first)
      let instance = try await fleet.instance("web")
      #expect(row["host"]?.string == "local" && row["commit"]?.string == commit)
      #expect(row["digest"]?.string.map { "sha256:" + $0 } == instance?["digest"]?.string)
      let changes = try await fleet.merlon("audit", "changes", "--image", "web")
      #expect(changes.status == 0 && changes.output.contains("each has a verdict"), "\(changes)")
      let keys = try await fleet.merlon("audit", "keys", "--output", "csv")
      #expect(keys.output.hasPrefix("signer,where,kind,count,first,last,key\r\n"), "\(keys)")
      let lag = try await fleet.merlon("audit", "lag", "--host", "local")
      #expect(lag.status == 0 && lag.output.contains("P95"), "\(lag)")
      let nobody = try await fleet.merlon(
        "audit", "keys", "--tenant", "acme", "--output", "json")
      #expect(try nobody.json()["rows"] == .array([]), "\(nobody)")
      let wrong = try await fleet.merlon("audit", "evidence", "--tenant", "acme")
      #expect(wrong.status == 2 && wrong.error.contains("needs --commit"), "\(wrong)")
      let time = try await fleet.merlon("audit", "running", "--at", "yesterday")
      #expect(time.status == 2 && time.error.contains("2026-03-01T12:00:00Z"), "\(time)")
      let help = try await fleet.merlon("audit", "enforcement", "--help")
      #expect(help.output.contains("EXAMPLES\n  merlon audit enforcement"), "\(help)")
    }
  }
}
