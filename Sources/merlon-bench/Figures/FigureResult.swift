/// What one series of measurements found.
struct FigureResult {
  /// Each single measurement, for a CSV file.
  struct Table {
    let columns: [String]
    var rows: [[String]] = []

    var csv: String {
      ([columns] + rows).map { row in row.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func field(_ text: String) -> String {
      text.contains(",") ? "\"\(text)\"" : text
    }
  }

  /// The name of its files, without an ending.
  let name: String
  let table: Table
  let plots: [Plot]
  let goals: [Goal]
}
