package import Vocabulary

/// The answer to a question: a table, and what there is to say of it as a whole.
package struct Answer: Hashable, Sendable {
  /// What the values of a column are.
  package enum Kind: Hashable, Sendable {
    case text
    case number
    case commit
    case digest
    case instant
    /// Milliseconds.
    case duration
    /// Names, in JSON an array.
    case list
    /// Yes or no.
    case flag
  }

  /// A column.
  package struct Column: Hashable, Sendable {
    /// Its name, as JSON has it.
    package let name: String
    /// What its values are.
    package let kind: Kind

    /// Makes a column.
    package init(_ name: String, _ kind: Kind = .text) {
      self.name = name
      self.kind = kind
    }
  }

  /// The name of the question.
  package let question: String
  /// What it asks.
  package let abstract: String
  /// The parts of the filter, by the names of their options.
  package let filter: [String: String]
  /// When it was asked.
  package let time: Instant
  /// How rows lie in time; `nil` if they do not.
  package let chart: Chart?
  /// Which rows somebody has to look into; `nil` if none can be.
  let concern: Concern?
  /// The columns.
  package let columns: [Column]
  /// The rows, a value for each column; `null` where there is none.
  package internal(set) var rows: [[JSON]]
  /// Sentences about the whole, such as the proof that nothing is missing.
  package internal(set) var notes: [String] = []
  /// What is wrong with the ledger that it comes from, one sentence each.
  package internal(set) var findings: [String] = []
}

// MARK: - For programs

extension Answer {
  /// The answer as JSON; members are only ever added.
  package var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/audit-answer/v1"),
      "question": .string(question), "time": .string(time.description),
      "filter": .object(filter.mapValues(JSON.string)),
      "rows": .array(
        rows.map { row in
          .object(Dictionary(uniqueKeysWithValues: zip(columns.map(\.name), row)))
        }),
      "notes": .array(notes.map(JSON.string)),
      "findings": .array(findings.map(JSON.string)),
    ])
  }

  /// The answer as RFC 4180 has it, with a header line; notes are left out.
  package var csv: String {
    let header = columns.map { Self.field($0.name) }.joined(separator: ",")
    let lines = rows.map { row in row.map { Self.field(Self.text($0)) }.joined(separator: ",") }
    return ([header] + lines).map { $0 + "\r\n" }.joined()
  }

  /// A field, quoted where it must be, and where a spreadsheet would take it for a formula.
  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { "\",\r\n".contains($0) }) else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// A value in words.
  package static func text(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .boolean(let flag): flag ? "yes" : "no"
    case .array(let list): list.map(text).joined(separator: " ")
    case .object: value.canonical
    }
  }
}
