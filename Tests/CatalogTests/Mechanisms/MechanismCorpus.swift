import TestSupport
import Testing

/// One file of `Corpus/mechanisms`: modules with options, then what is sent to them and must come
/// back.
///
/// The modules stand before the line `===`. After it a line that begins with `< ` must be what the
/// program writes there; `# ` begins a comment; everything else is sent.
struct MechanismCorpus: Sendable, CustomTestStringConvertible {
  let file: String
  let modules: String
  let lines: [String]

  var testDescription: String { file }

  static let all: [MechanismCorpus] = SourceTree.files(
    below: "Tests/CatalogTests/Corpus/mechanisms", withExtensions: ["cases"]
  ).map { path in
    let text = (try? SourceTree.text(of: path)) ?? ""
    let parts = text.split(separator: "\n===\n", maxSplits: 1).map(String.init)
    let lines = parts.count == 2 ? parts[1].split(separator: "\n").map(String.init) : []
    return MechanismCorpus(file: path, modules: parts.first ?? "", lines: lines)
  }

  /// What is sent.
  var input: String {
    lines.filter { !$0.hasPrefix("< ") && !$0.hasPrefix("# ") }.map { $0 + "\n" }.joined()
  }

  /// What must come back.
  var expected: [String] { lines.filter { $0.hasPrefix("< ") }.map { String($0.dropFirst(2)) } }
}
