import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Commands

/// A comment on a forge, read by the renderer that GitHub uses.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cmark-gfm"),
    "cmark-gfm is not here: run .ci/packages --tests"),
  .timeLimit(.minutes(10)))
struct PlanMarkdownTests {
  /// Characters that forges take in one comment.
  static let charactersMax = 65_536

  /// The HTML that forges make of a comment, before they look for mentions and references.
  private func render(_ markdown: String) async throws -> String {
    let path = NSTemporaryDirectory() + "merlon-markdown-\(UUID().uuidString)"
    defer {
      for end in ["", ".out", ".err"] { try? FileManager.default.removeItem(atPath: path + end) }
    }
    try Data(markdown.utf8).write(to: URL(filePath: path))
    let extensions = ["table", "autolink", "strikethrough", "tasklist"].flatMap { ["-e", $0] }
    let child = try Child(
      "/usr/bin/cmark-gfm", ["--unsafe"] + extensions, environment: ["LC_ALL": "C.UTF-8"],
      folder: "/", label: path, input: path)
    #expect(try await child.wait() == .exited(0))
    return child.output
  }

  /// Takes out what stands in code, where forges look for nothing.
  private func outsideOfCode(_ html: String) -> String {
    html.replacing(/<pre><code[^>]*>[^<]*<\/code><\/pre>/, with: "")
      .replacing(/<code>[^<]*<\/code>/, with: "")
  }

  @Test(arguments: [1, 7])
  func `nothing of the repository becomes markup, a link or a mention`(images: Int) async throws {
    let report = try HostileFleet.report(images: images)
    let html = try await render(PlanMarkdown.text(of: report))
    #expect(html.contains("HOSTILE"), "the attack is not there at all")
    let rest = outsideOfCode(html)
    #expect(!rest.contains("HOSTILE") && !rest.contains("@"), "\(rest)")
    let tags = Set(rest.matches(of: /<\/?([a-z0-9]+)/).map { String($0.output.1) })
    #expect(
      tags.isSubset(of: [
        "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details", "summary",
      ]), "\(tags)")
    #expect(rest.ranges(of: "<details>").count == images)
    #expect(rest.ranges(of: "</details>").count == images)
    #expect(
      html.unicodeScalars.allSatisfy {
        !"\u{202e}\u{200b}\u{1b}\u{9b}\u{2028}".unicodeScalars.contains($0)
      })
  }

  @Test func `a refusal is as harmless`() async throws {
    let diagnostics = HostileFleet.texts.map {
      Diagnostic(at: SourceLocation(file: $0, line: 1, column: 1), $0, hint: $0)
    }
    let html = try await render(PlanMarkdown.text(refusedBy: diagnostics))
    #expect(html.contains("HOSTILE") && !outsideOfCode(html).contains("HOSTILE"), "\(html)")
    let many = [[Diagnostic]](repeating: diagnostics, count: 5_000).flatMap { $0 }
    #expect(PlanMarkdown.text(refusedBy: many).utf16.count <= Self.charactersMax)
  }

  @Test(arguments: [1, 40, 300])
  func `it fits, and says how many images it leaves out`(images: Int) throws {
    let long = (0..<30).map { "\($0)" + String(repeating: "é\u{1F600}", count: 200) }
    for values in [HostileFleet.texts, long] {
      let report = try HostileFleet.report(images: images, values: values)
      let text = PlanMarkdown.text(of: report)
      #expect(text.utf8.count <= Self.charactersMax && text.utf16.count <= Self.charactersMax)
      let rows = text.matches(of: /\n\| `i[0-9]+` \|/).count
      let cut = text.firstMatch(of: /\n… and ([0-9]+) more images?\n/).flatMap { Int($0.output.1) }
      #expect(rows + (cut ?? 0) == images)
      let blocks = text.matches(of: /<details>/).count
      let left = text.firstMatch(of: /\n… and the details of ([0-9]+) more/)
        .flatMap { Int($0.output.1) }
      #expect(blocks + (left ?? 0) == images)
      #expect(blocks == text.matches(of: /\n<\/details>\n/).count)
    }
  }
}
