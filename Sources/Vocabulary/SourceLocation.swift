/// A place in a document of the policy repository, as compilers write it.
package struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The path of the file in its repository, with `/` between its parts.
  package let file: String
  /// The line, from 1; 0 when the whole file is meant.
  package let line: Int
  /// The column in characters, from 1; 0 when the whole line is meant.
  package let column: Int

  /// Makes a location; leave out `line` and `column` to mean the whole file.
  package init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The form `file:line:column`, or `file` alone when the whole file is meant.
  package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }

  /// Orders by file, then line, then column.
  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
