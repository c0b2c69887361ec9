import Audit
import Vocabulary

/// The rows of an answer that somebody has to look into, as SARIF.
struct AnswerSarif {
  private let answer: Answer

  init(_ answer: Answer) { self.answer = answer }

  var json: JSON {
    let rule = "audit-" + answer.question
    let results = answer.rows.compactMap { row in
      answer.level(of: row).map { result(row, $0.rawValue, rule) }
    }
    let broken = answer.findings.map { text in
      SarifLog.result(
        "ledger", index: 1, level: "error", message: text,
        at: SarifLog.place(named: "ledger"))
    }
    return SarifLog.frame(
      rules: [
        SarifLog.Frame(id: rule, summary: answer.abstract, level: "warning"),
        SarifLog.Frame(
          id: "ledger", summary: "The ledger cannot be believed.", level: "error"),
      ], results: broken + results)
  }

  private func result(_ row: [JSON], _ level: String, _ rule: String) -> JSON {
    let words = zip(answer.columns, row).filter { $0.1 != .null && $0.0.name != "place" }
      .map { "\($0.0.name) \(Answer.text($0.1))" }.filter { !$0.hasSuffix(" ") }
    return SarifLog.result(
      rule, index: 0, level: level, message: words.joined(separator: "; "), at: place(of: row))
  }

  /// Where the policy has it, if the row says so, or else the commit or the instance.
  private func place(of row: [JSON]) -> JSON {
    let first = answer.text("diagnostics", in: row).prefix { $0 != " " }
    let place = answer.text("place", in: row)
    if let location = Self.location(place.isEmpty ? String(first) : place) {
      return SarifLog.place(location)
    }
    let commit = answer.text("commit", in: row)
    guard commit.isEmpty else { return SarifLog.place(named: "commit/" + commit) }
    let parts = ["host", "image"].map { answer.text($0, in: row) }.filter { !$0.isEmpty }
    return SarifLog.place(named: parts.isEmpty ? "ledger" : parts.joined(separator: "/"))
  }

  /// Reads `file:line:column`, which a colon may follow.
  private static func location(_ text: String) -> SourceLocation? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().prefix(2).compactMap { Int($0) }
    guard let file = parts.first, !file.isEmpty, numbers.count == 2 else { return nil }
    return SourceLocation(file: String(file), line: numbers[0], column: numbers[1])
  }
}
