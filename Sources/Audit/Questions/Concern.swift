package import Vocabulary

/// Which rows of an answer somebody has to look into.
package struct Concern: Hashable, Sendable {
  /// How bad a row is.
  package enum Level: String, Hashable, Sendable, CaseIterable {
    /// What must not be.
    case error
    /// What may be wrong.
    case warning
    /// What an auditor wants to know of.
    case note
  }

  /// The column that decides; `nil` when every row is as bad as the others.
  let column: String?
  /// How bad a row with a value of that column is; one without an entry is fine.
  let levels: [String: Level]

  /// Every row is a concern.
  init(every level: Level) {
    column = nil
    levels = ["": level]
  }

  /// Rows are concerns by the value of one column.
  init(by column: String, _ levels: [String: Level]) {
    self.column = column
    self.levels = levels
  }
}

extension Answer {
  /// How bad a row is; `nil` if nothing is wrong with it.
  package func level(of row: [JSON]) -> Concern.Level? {
    guard let concern else { return nil }
    return concern.levels[concern.column.map { text($0, in: row) } ?? ""]
  }

  /// The value of a column in words; empty if there is no such column.
  package func text(_ column: String, in row: [JSON]) -> String {
    columns.firstIndex { $0.name == column }.map { Self.text(row[$0]) } ?? ""
  }
}
