import GRDB
import Ledger
import Vocabulary

/// A question that auditors ask, and how the index answers it.
package struct Question: Sendable {
  /// The name of its command.
  package let name: String
  /// What it asks, in one line.
  package let abstract: String
  /// Command lines that show its use.
  package let examples: [String]
  let columns: [Answer.Column]
  /// The parts of a filter that it understands: SQL with a `?` wherever the value goes.
  let filters: [AuditFilter.Field: String]
  /// Fields without which it says nothing.
  var required: Set<AuditFilter.Field> = []
  /// Fields that stand for now when they are absent.
  var current: Set<AuditFilter.Field> = []
  /// The query; `FILTERS` stands wherever the conditions go, ` AND …`.
  let query: String
  /// How rows lie in time; `nil` if they do not.
  var chart: Chart?
  /// Which rows somebody has to look into; `nil` if none can be.
  var concern: Concern?
  /// What becomes of the rows; `nil` to leave them.
  var finish: (@Sendable (inout Answer, AuditFilter, AuditIndex) throws(AuditError) -> Void)?

  /// Whether rows of its answers can be findings.
  package var hasFindings: Bool { concern != nil }

  /// The condition that a row's image was ever built for a tenant.
  static let imageOfTenant = "image IN (SELECT image FROM builds WHERE tenant = ?)"

  /// The fields that it understands, in order.
  package var fields: [AuditFilter.Field] {
    AuditFilter.Field.allCases.filter { filters[$0] != nil }
  }
}

extension AuditIndex {
  /// Answers a question.
  ///
  /// - Throws: `.question` when the question does not understand a part of the filter.
  package func answer(
    _ question: Question, _ filter: AuditFilter
  ) throws(AuditError) -> Answer {
    var filter = filter
    for field in question.current where filter.instant(field) == nil { filter.set(field, now) }
    for field in filter.fields where question.filters[field] == nil {
      throw .question(
        "'\(question.name)' has no --\(field.rawValue); it takes "
          + Spelling.list(question.fields.map { "--\($0.rawValue)" }))
    }
    for field in question.required where filter.text(field) == nil {
      throw .question("'\(question.name)' needs --\(field.rawValue)")
    }
    var conditions = ""
    var arguments: [(any DatabaseValueConvertible)?] = []
    for field in filter.fields {
      let (instant, text) = filter.value(field)
      arguments.append(instant ?? text)
      // By number: a query may have its conditions at several places.
      let condition = (question.filters[field] ?? "1").replacing("?", with: "?\(arguments.count)")
      conditions += " AND (\(condition))"
    }
    let sql = question.query.replacing("FILTERS", with: conditions)
    var answer = Answer(
      question: question.name, abstract: question.abstract, filter: filter.described, time: now,
      chart: question.chart, concern: question.concern, columns: question.columns, rows: [],
      findings: findings.map(\.description))
    answer.rows = try read { database in
      var rows: [[JSON]] = []
      let cursor = try Row.fetchCursor(
        database, sql: sql, arguments: StatementArguments(arguments))
      while let row = try cursor.next() {
        rows.append(zip(row.databaseValues, question.columns).map { Self.value($0, $1.kind) })
      }
      return rows
    }
    try question.finish?(&answer, filter, self)
    return answer
  }

  /// A value of a table as JSON.
  private static func value(_ value: DatabaseValue, _ kind: Answer.Kind) -> JSON {
    switch (value.storage, kind) {
    case (.null, .list): .array([])
    case (.null, _): .null
    case (.int64(let number), .instant):
      .string(Instant(milliseconds: number).description)
    case (.int64(let number), .flag): .boolean(number != 0)
    case (.int64(let number), _): .integer(Int(number))
    case (.string(let text), .list):
      .array(text.utf8.split(separator: UInt8(ascii: " ")).map { .string(String(Substring($0))) })
    case (.string(let text), _): .string(text)
    case (.double(let number), _): .integer(Int(number))
    case (.blob, _): .null
    }
  }
}
