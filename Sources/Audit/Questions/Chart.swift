/// How the rows of an answer lie in time.
package struct Chart: Hashable, Sendable {
  /// The columns that tell one line of the picture from the others; none puts all rows on one.
  package let lanes: [String]
  /// The column with the instant at which a row begins, or at which it is.
  package let start: String
  /// The column with its end; `nil` for instants.
  package let end: String?
  /// The column that says what it is.
  package let state: String

  /// Says which columns are what.
  init(_ lanes: String..., from start: String, to end: String? = nil, showing state: String) {
    self.lanes = lanes
    self.start = start
    self.end = end
    self.state = state
  }
}
