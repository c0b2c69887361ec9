package import Vocabulary

/// Neighbouring lines of a file that one commit brought in.
package struct BlameHunk: Hashable, Sendable {
  /// The number of the first of them, from 1.
  package let firstLine: Int
  /// How many there are.
  package let lineCount: Int
  /// The commit.
  package let commit: CommitID
  /// The file's path in that commit.
  package let originalPath: String
  /// The number of the first line there.
  package let originalFirstLine: Int

  /// Whether a line of the file is among them.
  package func holds(_ line: Int) -> Bool { (firstLine..<firstLine + lineCount).contains(line) }

  /// Whether a line that the file had in the commit is among them.
  package func holdsOriginal(_ line: Int) -> Bool {
    (originalFirstLine..<originalFirstLine + lineCount).contains(line)
  }

  /// The number that a line of the file had in the commit.
  package func originalLine(of line: Int) -> Int { originalFirstLine + line - firstLine }
}
