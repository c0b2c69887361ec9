import Foundation
import TestSupport
import Testing
import Vocabulary

/// Answers of `merlon audit` in the forms that other programs read, by those programs.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct AnswerFormatTests {
  /// A subject that would do something if anybody took it for markup.
  private static let hostile = "<img src=x onerror=document.title='owned'>\"&](http://x) \u{202e}"

  /// The colour of what is well.
  private static let green = "1a7f37"

  /// A fleet in which a requirement was lost, by a commit with a hostile subject.
  private func withLoss(_ body: (Fleet, _ lost: String) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.write(
        """
        apiVersion: merlon.dev/v1
        kind: SecurityRequirement
        metadata: {name: guarded}
        spec:
          selector: {matchLabels: {exposure: public}}
          modules:
            security-headers: {}

        """, to: "requirements/guarded.yaml")
      try await fleet.commit("Guarded")
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      try fleet.replace("exposure: public", by: "exposure: internal", in: "images/web.yaml")
      let lost = try await fleet.commit(Self.hostile)
      try await fleet.reconcile(expecting: 0)
      try await body(fleet, lost)
    }
  }

  @Test func `what policy weakened is recorded with the verdict, and is a valid SARIF log`()
    async throws
  {
    try await withLoss { fleet, lost in
      let answer = try await fleet.merlon("audit", "weakenings", "--output", "json").json()
      let rows = try #require(answer["rows"]?.array)
      #expect(rows.map { $0["what"]?.string } == ["lost"], "\(answer)")
      #expect(rows.first?["commit"]?.string == lost)
      #expect(rows.first?["requirement"]?.string == "guarded")
      #expect(rows.first?["image"]?.string == "web")
      #expect(rows.first?["place"]?.string?.hasPrefix("images/web.yaml:") == true, "\(answer)")
      try await expectValid(lost, fleet)
      let none = try await fleet.merlon(
        "audit", "weakenings", "--requirement", "other", "--output", "json"
      ).json()
      #expect(none["rows"]?.array?.isEmpty == true)
      let sarif = try await fleet.merlon("audit", "weakenings", "--output", "sarif")
      try await SarifLogTests.expectValid(sarif.output)
      let results = try sarif.json()["runs"]?.array?.first?["results"]?.array
      #expect(results?.map { $0["ruleId"]?.string } == ["audit-weakenings"])
      #expect(results?.first?["level"]?.string == "error")
      let place = results?.first?["locations"]?.array?.first?["physicalLocation"]
      #expect(place?["artifactLocation"]?["uri"]?.string == "images/web.yaml")
      let keys = try await fleet.merlon("audit", "keys", "--output", "sarif")
      #expect(keys.status == 2 && keys.error.contains("weakenings"), "\(keys)")
    }
  }

  /// Holds the verdict that calls something out against the schema of lines.
  private func expectValid(_ commit: String, _ fleet: Fleet) async throws {
    let note = try await fleet.git("notes", "--ref=merlon/ledger", "show", commit)
    let payloads = try note.split(separator: "\n").map { line in
      try #require(try JSON.parse(line.utf8)["payload"]?.string.flatMap { Base64.decode($0) })
    }.map { String(decoding: $0, as: UTF8.self) }
    let verdict = try #require(payloads.first { $0.contains("\"callouts\":[{") })
    let odd = verdict.replacing("\"kind\":\"lost\"", with: "\"kind\":\"odd\"")
    let schema = try await fleet.merlon("schema", "LedgerStatement").json()
    let verdicts = try await SchemaValidator.verdicts(
      schemas: ["LedgerStatement": schema],
      documents: [verdict, odd].map {
        SchemaValidator.Document(schema: "LedgerStatement", text: $0)
      })
    #expect(verdicts.documents.map { $0 == nil } == [true, false], "\(verdicts)")
  }

  @Test(.enabled(if: Browser.isThere))
  func `a page shows the answer in a browser, and runs nothing of what it shows`() async throws {
    try await withLoss { fleet, lost in
      let evidence = fleet.root + "/evidence.html"
      let written = try await fleet.merlon(
        "audit", "evidence", "--commit", lost, "--output", "html", "--file", evidence)
      #expect(written.status == 0 && written.output.isEmpty, "\(written)")
      let page = try String(contentsOfFile: evidence, encoding: .utf8)
      #expect(!page.contains("<img") && !page.contains("\u{202e}") && page.contains("&lt;img"))
      // What others wrote may say so; as an attribute nothing does.
      let own = page.replacing("src=x onerror", with: "").replacing("](http://x)", with: "")
      for word in ["http:", "src=", "href=", "url(", "<script", "@import"] {
        #expect(!own.contains(word), "\(word)")
      }
      let view = try await Browser.open(evidence)
      #expect(view.document.contains("<title>merlon audit evidence</title>"), "\(view.document)")
      #expect(view.document.contains("&lt;img src=x onerror"))
      #expect(view.document.contains("<circle class=\"fine\""), "the timeline has dots")
      #expect(!view.log.contains("Content Security Policy"), "\(view.log)")
      #expect(view.colours.contains(Self.green), "\(view.colours): the dots are there to see")
      let runs = fleet.root + "/runs.html"
      _ = try await fleet.merlon("audit", "runs", "--output", "html", "--file", runs)
      let bars = try await Browser.open(runs)
      #expect(bars.document.contains("<rect class=\"fine open\""), "\(bars.document)")
      #expect(bars.document.contains("refs/notes/merlon/ledger"))
      #expect(bars.colours.contains(Self.green), "\(bars.colours)")
      // The browser would see a style that the policy of the page does not know.
      let broken = fleet.root + "/broken.html"
      try page.replacing("</style>", with: "p{color:red}</style>")
        .write(toFile: broken, atomically: true, encoding: .utf8)
      #expect(try await Browser.open(broken).log.contains("Content Security Policy"))
    }
  }

  @Test(.enabled(if: PythonValidator.audit != nil))
  func `assessment results are valid OSCAL, and say what is not satisfied`() async throws {
    let python = try #require(PythonValidator.audit)
    try await withLoss { fleet, lost in
      func results(_ arguments: String...) async throws -> JSON {
        let file = fleet.root + "/results.json"
        let outcome = try await fleet.run(
          E2E.merlon, ["audit"] + arguments + ["--output", "oscal", "--file", file])
        #expect(outcome.status == 0, "\(outcome)")
        let problems = try await PythonValidator.problems("oscal.py", file, by: python)
        #expect(problems == "", "\(arguments)")
        let json = try JSON.parse(String(contentsOfFile: file, encoding: .utf8))
        return try #require(json["assessment-results"]?["results"]?.array?.first)
      }
      func state(_ result: JSON) -> String? {
        result["findings"]?.array?.first?["target"]?["status"]?["state"]?.string
      }
      #expect(state(try await results("weakenings")) == "not-satisfied")
      #expect(state(try await results("refusals")) == "satisfied")
      let enforced = try await results("enforcement", "--requirement", "guarded")
      #expect(state(enforced) == "not-satisfied", "it was lost, and so not enforced any more")
      #expect(enforced["observations"]?.array?.count ?? 0 >= 2)
      let running = try await results("runs")["findings"]?.array ?? []
      let targets = running.compactMap { $0["target"]?["target-id"]?.string }
      #expect(targets.contains("guarded") && Set(targets).count == targets.count, "\(targets)")
      for finding in running { #expect(finding["related-observations"]?.array?.isEmpty == false) }
      for question in ["running", "runs", "changes", "keys", "lag", "duties", "rebuilds"] {
        _ = try await results(question)
      }
      _ = try await results("evidence", "--commit", lost)
      let file = fleet.root + "/results.json"
      let good = try String(contentsOfFile: file, encoding: .utf8)
      try good.replacing("\"uuid\"", with: "\"uid\"")
        .write(toFile: file, atomically: true, encoding: .utf8)
      #expect(
        try await PythonValidator.problems("oscal.py", file, by: python) != "",
        "the validator sees errors")
    }
  }

  @Test func `assessment results of a damaged ledger satisfy nothing, and say why`() async throws {
    try await withLoss { fleet, lost in
      _ = try await fleet.git("notes", "--ref=merlon/ledger", "append", "-m", "x", lost)
      let outcome = try await fleet.run(
        E2E.merlon, ["audit", "running", "--output", "oscal"])
      #expect(outcome.status == 1, "\(outcome)")
      let result = try outcome.json()["assessment-results"]?["results"]?.array?.first
      let finding = result?["findings"]?.array?.first
      #expect(finding?["target"]?["status"]?["state"]?.string == "not-satisfied")
      #expect(finding?["description"]?.string == "The ledger cannot be believed.")
      let complaints = (result?["observations"]?.array ?? []).filter {
        $0["title"]?.string == "The ledger cannot be believed"
      }
      #expect(!complaints.isEmpty)
      let related = finding?["related-observations"]?.array ?? []
      #expect(related.map { $0["observation-uuid"] } == complaints.map { $0["uuid"] })
    }
  }

  @Test func `a bundle verifies in a clone elsewhere`() async throws {
    try await withLoss { fleet, lost in
      let folder = fleet.root + "/packet"
      // Somebody else's, and none of the command's business.
      try FileManager.default.createDirectory(
        atPath: folder + ".new", withIntermediateDirectories: false)
      let written = try await fleet.merlon(
        "audit", "evidence", "--commit", lost, "--output", "bundle", "--file", folder + "/")
      #expect(written.status == 0, "\(written)")
      let beside = try FileManager.default.contentsOfDirectory(atPath: fleet.root)
      #expect(beside.filter { $0.hasPrefix("packet") }.sorted() == ["packet", "packet.new"])
      let lines = try String(contentsOfFile: folder + "/attestations.intoto.jsonl", encoding: .utf8)
      let note = try await fleet.git("notes", "--ref=merlon/ledger", "show", lost) + "\n"
      let said = try await fleet.git("notes", "--ref=merlon/hosts/local", "show", lost) + "\n"
      #expect(lines == said + note || lines == note + said, "controller and host")
      let answer = try JSON.parse(String(contentsOfFile: folder + "/answer.json", encoding: .utf8))
      #expect(answer["filter"]?["commit"]?.string == lost)
      // As the README in it says, with the keys of the first commit for pins.
      let pins = try await fleet.git("show", "HEAD:.merlon/allowed_signers")
      try (pins + "\n").write(toFile: folder + "/pins", atomically: true, encoding: .utf8)
      let readme = try String(contentsOfFile: folder + "/README", encoding: .utf8)
      let commands = readme.split(separator: "\n").filter { $0.hasPrefix("  ") }
        .map { $0.replacing("merlon audit", with: E2E.merlon + " audit") }
      #expect(commands.count == 3, "\(readme)")
      let script = (["cd \(folder)"] + commands).joined(separator: "\n")
      let verified = try await fleet.run("bash", ["-euc", script])
      #expect(verified.status == 0 && verified.output.contains("ok: verified"), "\(verified)")
      if let python = PythonValidator.audit {
        for (signer, text) in [("controller@merlon", note), ("host@local", said)] {
          let key = try #require(
            pins.split(separator: "\n").first { $0.contains(signer) }?
              .split(separator: " ").first { $0.hasPrefix("AAAA") })
          let file = folder + "/" + signer
          try text.write(toFile: file, atomically: true, encoding: .utf8)
          let good = try await PythonValidator.problems("intoto.py", file, String(key), by: python)
          #expect(good == "", "an independent library verifies each line")
          let bad = try await PythonValidator.problems(
            "intoto.py", file, String(key.dropLast(8)) + "AAAAAAAA", by: python)
          #expect(bad.contains("VerificationError"), "\(bad)")
        }
      }
      let again = try await fleet.merlon(
        "audit", "runs", "--output", "bundle", "--file", folder)
      #expect(again.status == 2 && again.error.contains("is there already"), "\(again)")
    }
  }
}
