import Audit
import Foundation
import Vocabulary

/// Writes the answer to an auditor's question.
struct AnswerReport {
  private let answer: Answer
  private let positions: [AuditIndex.Position]

  /// - Parameter positions: Up to where the ledgers that it comes from were verified.
  init(_ answer: Answer, _ positions: [AuditIndex.Position] = []) {
    self.answer = answer
    self.positions = positions
  }

  /// Writes it to a file, or to standard output.
  func write(_ format: AnswerFormat, to file: String?) throws {
    let data = Data(text(format).utf8)
    guard let file else { return FileHandle.standardOutput.write(data) }
    do { try data.write(to: URL(filePath: file), options: .atomic) } catch {
      throw Failure.cannotRun(
        "cannot write \(file): \(error.localizedDescription) Name another file with --file")
    }
  }

  private func text(_ format: AnswerFormat) -> String {
    switch format {
    case .json, .bundle: answer.json.indented + "\n"
    case .csv: answer.csv
    case .sarif: AnswerSarif(answer).json.indented + "\n"
    case .html: AnswerPage(answer, positions).text
    case .oscal: AnswerOscal(answer, positions).json.indented + "\n"
    case .table: lines.map { $0 + "\n" }.joined()
    }
  }

  /// The table, with short names and readable times, and the notes below it.
  var lines: [String] {
    var table = Table(columns: answer.columns.map { Self.header($0.name) })
    for row in answer.rows {
      table.add(zip(row, answer.columns).map { Self.cell($0, $1.kind) })
    }
    let notes = answer.notes.flatMap { Printable.lines($0, indentation: 2) }
    let rows = answer.rows.isEmpty ? ["nothing"] : table.lines
    return notes.isEmpty ? rows : rows + [""] + notes
  }

  private static func header(_ name: String) -> String { name.uppercased() }

  private static func cell(_ value: JSON, _ kind: Answer.Kind) -> String {
    if value == .null { return "-" }
    let text = Printable.text(Answer.text(value))
    switch kind {
    case .commit: return String(text.prefix(7))
    case .digest: return String(text.prefix(12))
    case .instant: return String(text.prefix(19)) + "Z"
    case .duration: return value.integer.map(duration) ?? text
    case .text, .number, .list, .flag: return text.isEmpty ? "-" : text
    }
  }

  /// A duration in the largest unit of which there is more than one.
  private static func duration(_ milliseconds: Int) -> String {
    switch abs(milliseconds) {
    case ..<10_000: "\(milliseconds) ms"
    case ..<600_000: "\(milliseconds / 1000) s"
    case ..<36_000_000: "\(milliseconds / 60_000) min"
    default: "\(milliseconds / 3_600_000) h"
    }
  }
}
