import Foundation
import Keys
import TestSupport
import Testing
import Vocabulary

/// What the sealed site answers, through the server that it is part of.
@Suite(.aside, .timeLimit(.minutes(30))) struct StaticSiteTests {
  @Test func `every request of the table gets its answer`() throws {
    let harness = try SealedSite.harness()
    let cases = try CaseTable.lines(of: "static-site.cases")
    let requests = cases.map { HTTPHarness.record(Self.request($0.request)) }
    let said = try harness.run(["-o"], input: Data(requests.joined()))
    let answers = said.components(separatedBy: "\u{1e}").dropLast()
    try #require(answers.count == cases.count && cases.count > 100)
    for (one, answer) in zip(cases, answers) {
      let parts = answer.components(separatedBy: "\r\n\r\n")
      let head = parts[0].components(separatedBy: "\r\n")
      let body = parts.dropFirst().joined(separator: "\r\n\r\n")
      for demand in Self.elements(one.expected) {
        #expect(Self.meets(demand, head: head, body: body), "\(one.request): \(demand)\n\(answer)")
      }
    }
  }

  /// The elements between bars, with entity tags in the place of `@PATH`.
  private static func elements(_ text: String) -> [String] {
    text.components(separatedBy: "|").map { element in
      var element = element.drop { $0 == " " }
      if element.hasSuffix(" ") { element.removeLast() }
      return String(element).replacing(/@([a-z.]+)/) { match in
        let bytes = Array((SealedSite.files[String(match.output.1)] ?? "?").utf8)
        return "\"\(Digest.sha256(bytes).hex.prefix(32))\""
      }
    }
  }

  private static func request(_ text: String) -> [UInt8] {
    let elements = elements(text)
    let line = elements[0].contains(/^[A-Z]+[ ]/) ? elements[0] : "GET " + elements[0]
    return CaseTable.expand(
      ([line + " HTTP/1.1", "Host: a"] + elements.dropFirst()).joined(separator: "~") + "~~")
  }

  private static func meets(_ demand: String, head: [String], body: String) -> Bool {
    if demand.hasPrefix("=") { return body == demand.dropFirst() }
    if demand.hasPrefix("!") { return !head.contains { $0.hasPrefix(demand.dropFirst() + ":") } }
    if demand.count == 3 { return head[0].hasPrefix("HTTP/1.1 \(demand) ") }
    return head.contains(demand)
  }
}
