import Policy
import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// A document of the corpus, with what must be said of it.
///
/// Files hold several, parted by `---`. What follows `# error` at the end of a line is a column
/// and part of the message, several of them parted by ` | `.
struct CorpusDocument: Sendable, CustomTestStringConvertible {
  /// A diagnostic that must be told.
  struct Expectation: Sendable {
    let line: Int
    let column: Int
    let message: String
  }

  let file: String
  /// The line of the file that it begins on.
  let line: Int
  /// The document alone.
  let text: String
  /// Why a schema cannot tell that it is wrong, if it is.
  let schemaExcuse: String?

  var testDescription: String { "\(file):\(line)" }

  /// The documents that are accepted.
  static let good = documents(in: "good")
  /// The documents that are not.
  static let bad = documents(in: "bad")

  private static func documents(in folder: String) -> [CorpusDocument] {
    SourceTree.files(below: "Tests/PolicyFilesTests/Corpus/" + folder, withExtensions: ["yaml"])
      .flatMap { path in
        let text = (try? SourceTree.text(of: path)) ?? ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let starts = [0] + lines.indices.filter { lines[$0].hasPrefix("---") }
        return zip(starts, starts.dropFirst() + [lines.count]).map { start, end in
          CorpusDocument(
            file: path, line: start + 1, text: lines[start..<end].joined(separator: "\n") + "\n",
            schemaExcuse: lines[start].split(separator: "# no schema: ").dropFirst().first
              .map(String.init))
        }
      }
  }

  /// Whether it stands in a catalog.
  var isModule: Bool { file.hasSuffix("/modules.yaml") }

  /// The kind that it names, if it is one.
  var kind: String? {
    let words = text.split(separator: "\n").first { $0.hasPrefix("kind: ") }?.split(separator: " ")
    guard let word = words?.dropFirst().first?.filter(\.isLetter) else { return nil }
    return PolicySchema.kinds.first { $0 == word }
  }

  /// What must be said, by lines of the document.
  var expectations: [Expectation] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .flatMap { index, line in
        let marked = line.split(separator: " # error ", omittingEmptySubsequences: false)
        guard marked.count == 2 else { return [Expectation]() }
        return marked[1].split(separator: " | ").map { expected in
          let column = expected.prefix { $0.isNumber }
          return Expectation(
            line: index + 1, column: Int(column) ?? 0,
            message: String(expected.dropFirst(column.count + 1)))
        }
      }
  }

  /// Reads it as a file of its own.
  func read() throws(Rejection) {
    let bytes = Array(text.utf8)
    if isModule {
      _ = try PolicyFile.module(bytes, file: "d.yaml")
    } else {
      _ = try PolicyFile.documents(bytes, file: "d.yaml")
    }
  }
}
