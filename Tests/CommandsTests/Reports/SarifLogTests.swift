import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Commands

/// SARIF against the schema that OASIS publishes.
@Suite(.timeLimit(.minutes(10)))
struct SarifLogTests {
  /// Checks a log with python3-jsonschema, a public validator.
  static func expectValid(_ log: String) async throws {
    let schema = try #require(
      Bundle.module.url(forResource: "sarif-2.1.0", withExtension: "json", subdirectory: "Schemas"))
    let path = NSTemporaryDirectory() + "merlon-sarif-\(UUID().uuidString)"
    defer {
      for end in ["", ".out", ".err"] { try? FileManager.default.removeItem(atPath: path + end) }
    }
    try Data(log.utf8).write(to: URL(filePath: path))
    let child = try Child(
      "/usr/bin/python3", ["-W", "ignore", "-m", "jsonschema", "-i", path, schema.path],
      environment: [:], folder: "/", label: path)
    let ending = try await child.wait()
    #expect(ending == .exited(0), "\(child.output.prefix(2_000))\(child.error.suffix(2_000))")
  }

  @Test func `a hostile change is a valid log, and no text of it a link`() async throws {
    let log = PlanSarif.log(of: try HostileFleet.report(images: 3)).json
    try await Self.expectValid(log.indented)
    let results = try #require(log["runs"]?.array?.first?["results"]?.array)
    #expect(results.count > 10)
    for result in results {
      #expect(result["message"]?["text"]?.string?.contains("](") == false)
      let place = result["locations"]?.array?.first?["physicalLocation"]
      let uri = try #require(place?["artifactLocation"]?["uri"]?.string)
      #expect(uri == "a%7Cb%60HOSTILE%60%3Cb%3E%40x/%5By%5D%28z%29.yaml")
      #expect(place?["artifactLocation"]?["uriBaseId"]?.string == "%SRCROOT%")
    }
  }

  @Test func `each result names a rule of the log`() throws {
    let log = SarifLog([
      Diagnostic(at: SourceLocation(file: "a.yaml", line: 1, column: 2), "wrong", hint: "mend it"),
      Diagnostic(.warning, at: SourceLocation(file: "b.yaml"), "odd"),
    ]).json
    let run = try #require(log["runs"]?.array?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
    let results = try #require(run["results"]?.array)
    #expect(results.map { $0["level"]?.string } == ["error", "warning"])
    for result in results {
      #expect(rules[try #require(result["ruleIndex"]?.integer)]["id"] == result["ruleId"])
    }
    #expect(results[0]["message"]?["text"]?.string == "wrong; hint: mend it")
    // A place without a line has no region.
    let place = results[1]["locations"]?.array?.first?["physicalLocation"]
    #expect(place != nil && place?["region"] == nil)
  }

  @Test func `a log is cut where forges cut it, and says so`() async throws {
    let diagnostics = (0..<6_000).map {
      Diagnostic(at: SourceLocation(file: "a.yaml", line: $0 + 1, column: 1), "wrong")
    }
    let log = SarifLog(diagnostics).json
    try await Self.expectValid(log.canonical)
    let run = try #require(log["runs"]?.array?.first)
    #expect(run["results"]?.array?.count == SarifLog.resultsMax)
    #expect(run["properties"]?["resultsOmitted"]?.integer == 1_000)
    let empty = SarifLog([]).json
    try await Self.expectValid(empty.indented)
    #expect(empty["runs"]?.array?.first?["results"]?.array?.isEmpty == true)
  }
}
