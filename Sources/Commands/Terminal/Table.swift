/// Rows with aligned columns, two spaces apart; the last cell of a row may run over the edge.
struct Table {
  private var rows: [[String]]

  /// Starts with the names of the columns.
  init(_ columns: String...) { self.init(columns: columns) }

  /// Starts with the names of the columns.
  init(columns: [String]) { rows = [columns] }

  /// Adds a row.
  mutating func add(_ cells: String...) { add(cells) }

  /// Adds a row.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The lines, without spaces at their ends.
  var lines: [String] {
    let widths = rows[0].indices.map { column in
      rows.map { column < $0.count - 1 ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
