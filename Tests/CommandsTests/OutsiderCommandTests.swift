import Foundation
import TestSupport
import Testing

/// What the README tells those who have no Merlon, word for word.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(10)))
struct OutsiderCommandTests {
  @Test func `the README's commands verify what the reconciler wrote`() async throws {
    let section = try #require(
      try SourceTree.text(of: "README.md").components(separatedBy: "## Verify without Merlon\n")
        .last?.components(separatedBy: "\n## ").first)
    let script = try #require(
      section.components(separatedBy: "```sh\n").dropFirst().first?
        .components(separatedBy: "```").first)
    for program in ["git ", "openssl ", "jq "] { #expect(script.contains(program)) }
    let isTheirs = script.split(separator: "\n").allSatisfy { !$0.hasPrefix("merlon ") }
    #expect(isTheirs, "they have no merlon: \(script)")
    try await Fleet.withServing { fleet in
      // Nothing of it may fail, in a pipe neither.
      let good = try await fleet.run("bash", ["-euo", "pipefail", "-c", script])
      #expect(good.status == 0, "\(good)")
      #expect(good.error.contains("Good \"git\" signature for controller@merlon"), "\(good)")
      #expect(good.output.contains("Signature Verified Successfully"), "\(good)")
      #expect(good.output.contains("https://"), "\(good)")
      // And it can fail: another key is none.
      let list = try String(contentsOfFile: "\(fleet.path)/\(Fleet.signers)", encoding: .utf8)
      try await fleet.useKey("stranger")
      let key = try String(contentsOfFile: fleet.root + "/stranger.pub", encoding: .utf8)
      let other = key.split(separator: " ")[1]
      let lines = list.split(separator: "\n").map { line -> String in
        line.hasPrefix("controller@merlon")
          ? line.split(separator: " ").map { $0.hasPrefix("AAAA") ? other : $0 }
            .joined(separator: " ") : String(line)
      }
      try fleet.write(lines.joined(separator: "\n") + "\n", to: Fleet.signers)
      let bad = try await fleet.run("bash", ["-euo", "pipefail", "-c", script])
      #expect(bad.status != 0, "\(bad)")
      let rest = script.replacing("git verify-commit", with: "true git verify-commit")
      let line = try await fleet.run("bash", ["-euo", "pipefail", "-c", rest])
      #expect(line.status != 0 && !line.output.contains("Successfully"), "\(line)")
    }
  }
}
