import Foundation
import TestSupport
import Testing
import Vocabulary

/// `merlon blame` over a real history.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BlameCommandTests {
  private static let file = "requirements/guarded.yaml"
  private static let requirement = """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: guarded}
    spec:
      selector: {matchLabels: {exposure: public}}
      modules:
        security-headers: {}
        access-control:
          anonymous: allow
          resources:
            /admin: [alice]

    """

  @Test func `a line leads to its commit, its images, hosts and times, and back`() async throws {
    try await Fleet.withServing { fleet in
      let first = try await fleet.git("rev-parse", "HEAD")
      try fleet.write(Self.requirement, to: Self.file)
      let asked = try await fleet.commit("Alice only")
      try await fleet.reconcile(expecting: 0)
      // A later commit moves the line.
      try fleet.write("# For the public.\n" + Self.requirement, to: Self.file)
      let moved = try await fleet.commit("A comment")
      try await fleet.reconcile(expecting: 0)
      func blame(_ place: String, _ arguments: String...) async throws -> JSON {
        let outcome = try await fleet.run(
          E2E.merlon, ["blame", place, "--output", "json"] + arguments)
        #expect(outcome.status == 0, "\(outcome)")
        return try outcome.json()
      }
      let line = try await blame(Self.file + ":12")
      #expect(line["text"]?.string == "        /admin: [alice]", "\(line)")
      #expect(line["origin"]?["commit"]?.string == asked)
      #expect(line["origin"]?["line"]?.integer == 11)
      #expect(line["origin"]?["author"]?.string == "ada@example.com")
      #expect(line["subject"]?.string == "requirement guarded")
      #expect(line["parts"] == .array([.string("access-control.resources")]))
      #expect(line["images"] == .array([.string("web")]))
      let runs = try #require(line["runs"]?.array)
      #expect(
        runs.map { $0["commit"]?.string } == [asked, moved], "not before the line was there")
      #expect(runs.first?["host"]?.string == "local" && runs.first?["enforced"]?.string != nil)
      #expect(runs.map { $0["until"] == .null } == [false, true], "\(runs)")
      #expect(try await blame(Self.file + ":1")["origin"]?["commit"]?.string == moved)
      // git says the same of each line.
      let porcelain = try await fleet.git("blame", "--line-porcelain", "HEAD", "--", Self.file)
      let heads = porcelain.split(separator: "\n").filter {
        $0.hasPrefix(asked) || $0.hasPrefix(moved)
      }
      #expect(heads.count == 12)
      for (index, head) in heads.enumerated() {
        let origin = try await blame("\(Self.file):\(index + 1)")["origin"]
        let words = head.split(separator: " ")
        #expect(origin?["commit"]?.string == String(words[0]))
        #expect(origin?["line"]?.integer == Int(words[1]))
      }
      let selector = try await blame(Self.file + ":6")
      #expect(selector["parts"] == .array([]) && selector["images"]?.array?.count == 1)
      let page = try await blame("site/index.html:1")
      #expect(page["subject"]?.string?.hasPrefix("the sealed folder") == true, "\(page)")
      #expect(page["origin"]?["commit"]?.string == first)
      #expect(page["runs"]?.array?.count == 3, "\(page)")
      let image = try await fleet.merlon("blame", "--image", "web", "--output", "json").json()
      let origins = (image["lines"]?.array ?? []).filter {
        $0["part"]?.string == "access-control.resources"
      }
      #expect(origins.map { $0["origin"]?["commit"]?.string } == [asked], "\(image)")
      let text = try await fleet.merlon("blame", "--image", "web")
      #expect(text.output.contains("access-control.resources"), "\(text)")
    }
  }

  @Test func `a line that is gone ran until it went`() async throws {
    try await Fleet.withServing { fleet in
      try fleet.write(Self.requirement, to: Self.file)
      let asked = try await fleet.commit("Alice only")
      try await fleet.reconcile(expecting: 0)
      try fleet.replace("[alice]", by: "[bob]", in: Self.file)
      let gone = try await fleet.commit("Bob only")
      try await fleet.reconcile(expecting: 0)
      let old = try await fleet.merlon(
        "blame", Self.file + ":11", "--revision", "HEAD~1", "--output", "json")
      let line = try old.json()
      #expect(line["end"]?.string == gone, "\(old)")
      #expect(line["runs"]?.array?.map { $0["commit"]?.string } == [asked])
      #expect(line["runs"]?.array?.first?["until"]?.string != nil)
      let text = try await fleet.merlon("blame", Self.file + ":11", "--revision", "HEAD~1")
      #expect(text.output.contains("gone with \(gone.prefix(12))"), "\(text)")
      let new = try await fleet.merlon("blame", Self.file + ":11:9", "--output", "json").json()
      #expect(new["origin"]?["commit"]?.string == gone, "a column may stand behind the line")
    }
  }

  @Test func `what cannot be looked up is said so`() async throws {
    try await Fleet.withCommitted { fleet in
      for (arguments, words) in [
        (["images/web.yaml:9999"], "no line 9999"), (["images/web.yaml"], "is no line"),
        (["nothing.yaml:1"], "has no file"), (["--image", "wb"], "did you mean web?"),
        ([], "FILE:LINE"), (["images/web.yaml:1", "--revision", "nowhere"], "nowhere"),
      ] {
        let outcome = try await fleet.run(E2E.merlon, ["blame"] + arguments)
        #expect(outcome.status == 2 && outcome.error.contains(words), "\(outcome)")
      }
    }
  }
}
