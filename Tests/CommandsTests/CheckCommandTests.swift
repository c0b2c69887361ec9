import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Commands

/// `merlon check` beyond what it refuses.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct CheckCommandTests {
  private func text(_ file: String, of fleet: Fleet) throws -> String {
    try String(contentsOfFile: fleet.path + "/" + file, encoding: .utf8)
  }

  @Test func `--fix mends what is mechanical and says what`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let good = try text("images/web.yaml", of: fleet)
      let requirement = try text("requirements/guarded.yaml", of: fleet)
      try fleet.replace("anonymous", by: "anonymuos", in: "requirements/guarded.yaml")
      try fleet.replace("static-site", by: "static-sit", in: "images/web.yaml")
      try fleet.replace("memory:", by: "memroy:", in: "images/web.yaml")
      try fleet.replace("target:", by: "traget:", in: "images/web.yaml")
      try fleet.write(
        "\u{feff}" + PolicyFixture.requirement("more").replacing("\n", with: "\r\n"),
        to: "requirements/more.yaml")
      let fixed = try await fleet.merlon("check", "--fix")
      #expect(fixed.status == 0, "\(fixed)")
      #expect(fixed.output.contains(#"fixed: "memroy" -> "memory""#), "\(fixed)")
      #expect(fixed.output.hasSuffix("ok: 1 image, 2 requirements\n"), "\(fixed)")
      #expect(try text("images/web.yaml", of: fleet) == good)
      #expect(try text("requirements/guarded.yaml", of: fleet) == requirement)
      #expect(try await fleet.merlon("check", "--fix").output == "ok: 1 image, 2 requirements\n")
    }
  }

  @Test func `--fix leaves alone what it cannot mend, the index and links`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace("target: spt", by: "traget: spt", in: "images/web.yaml")
      try await fleet.git("add", "--all")
      let outside = fleet.root + "/outside.yaml"
      try FileManager.default.moveItem(atPath: fleet.path + "/images/web.yaml", toPath: outside)
      try FileManager.default.createSymbolicLink(
        atPath: fleet.path + "/images/web.yaml", withDestinationPath: outside)
      let before = try String(contentsOfFile: outside, encoding: .utf8)
      try fleet.write("old", to: "real/file.yaml")
      try FileManager.default.createSymbolicLink(
        atPath: fleet.path + "/linked", withDestinationPath: "real")
      let fix = try WorkTreeFix(RepositoryOptions.open(fleet.path))
      for (file, isPlain) in [
        ("real/file.yaml", true), ("linked/file.yaml", false), ("images/web.yaml", false),
        ("../outside.yaml", false), ("real", false), ("nothing.yaml", false), (outside, false),
      ] {
        let old = file.hasSuffix("web.yaml") || file.contains("outside") ? "#" : "old"
        let diagnostic = Diagnostic(
          at: SourceLocation(file: file, line: 1, column: 1), "wrong",
          fix: .init(replace: old, with: "old new"))
        #expect(try fix.mend(file, [diagnostic]).isEmpty != isPlain, "\(file)")
      }
      #expect(try text("real/file.yaml", of: fleet) == "old new")
      let refused = try await fleet.merlon("check", "--fix")
      #expect(refused.status == 1, "\(refused)")
      #expect(try String(contentsOfFile: outside, encoding: .utf8) == before)
      #expect(try await fleet.merlon("check", "--staged").status == 1)
    }
  }

  @Test func `--staged sees the index and not the work tree`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace("anonymous", by: "anonymuos", in: "requirements/guarded.yaml")
      #expect(try await fleet.merlon("check", "--staged").status == 0)
      try await fleet.git("add", "--all")
      try fleet.replace("anonymuos", by: "anonymous", in: "requirements/guarded.yaml")
      #expect(try await fleet.merlon("check").status == 0)
      let staged = try await fleet.merlon("check", "--staged", "--output", "sarif")
      #expect(staged.status == 1, "\(staged)")
      try await SarifLogTests.expectValid(staged.output)
      #expect(staged.output.contains("did you mean anonymous?"), "\(staged)")
    }
  }
}
