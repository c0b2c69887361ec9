import Foundation
import TestSupport
import Testing

/// `merlon module new`, and the example that it wrote.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ModuleCommandTests {
  private static let example = "Examples/mechanism"

  @Test func `the example's mechanism is what the command writes, and passes its test`()
    async throws
  {
    try await Fleet.withEmpty { fleet in
      let catalog = fleet.root + "/catalog"
      let outcome = try await fleet.merlon("module", "new", "query-limit", "--catalog", catalog)
      #expect(outcome.status == 0, "\(outcome)")
      let example = SourceTree.path(of: Self.example + "/catalog")
      let difference = try await fleet.run("diff", ["-r", example, catalog])
      #expect(difference.status == 0, "\(difference)")
      let test = try await fleet.run(catalog + "/query-limit/test/run", [])
      #expect(test.status == 0 && test.output == "query-limit: ok\n", "\(test)")
    }
  }

  @Test func `nothing is overwritten, and a name that is none is refused`() async throws {
    try await Fleet.withEmpty { fleet in
      let catalog = fleet.root + "/catalog"
      #expect(try await fleet.merlon("module", "new", "a", "--catalog", catalog).status == 0)
      let again = try await fleet.merlon("module", "new", "a", "--catalog", catalog)
      #expect(again.status == 2 && again.error.contains("already; take another folder"), "\(again)")
      let odd = try await fleet.merlon("module", "new", "../a", "--catalog", catalog)
      #expect(odd.status == 2 && odd.error.contains("is not a name"), "\(odd)")
    }
  }

  @Test(.enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)))
  func `the example is enforced`() async throws {
    try await Fleet.withCommitted { fleet in
      let example = SourceTree.path(of: Self.example)
      try await fleet.startHost()
      for part in ["catalog", "requirements"] {
        try FileManager.default.copyItem(
          atPath: "\(example)/\(part)", toPath: "\(fleet.path)/\(part)")
      }
      try fleet.replace(
        "    - {name: mechanisms}",
        by: "    - {name: mechanisms}\n    - {name: own, folder: catalog}",
        in: "merlon.yaml")
      _ = try await fleet.commit("A mechanism of our own")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 200)
      #expect(fleet.ask("/" + String(repeating: "a", count: 32)) == 414)
    }
  }

  @Test func `the example's policy is good as it stands`() async throws {
    try await Fleet.withEmpty { fleet in
      try FileManager.default.copyItem(
        atPath: SourceTree.path(of: Self.example), toPath: fleet.path)
      try await fleet.git("init", "--quiet")
      let check = try await fleet.merlon("check")
      #expect(check.output == "ok: 1 image, 1 requirement\n", "\(check)")
      let why = try await fleet.merlon("why", "web", "query-limit.bytes")
      #expect(why.output.contains("requirements/short-targets.yaml:7"), "\(why)")
    }
  }
}
