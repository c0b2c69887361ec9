import GitStore
import Vocabulary

/// Who brought a line in, and when.
struct BlameOrigin {
  let history: LineHistory
  /// Who signed the policy commit that it came with; `nil` if nobody known did.
  let signer: String?

  init(_ history: LineHistory, _ signer: String?) {
    self.history = history
    self.signer = signer
  }

  var json: JSON {
    let commit = history.origin
    return .object([
      "commit": .string(commit.id.hex), "author": .string(commit.author.email),
      "signer": signer.map(JSON.string) ?? .null,
      "time": .string(commit.committer.time.description), "subject": .string(commit.subject),
      "file": .string(history.path), "line": .integer(history.line),
    ])
  }

  /// The cells of a table.
  var cells: [String] {
    let commit = history.origin
    return [
      String(commit.id.short.prefix(7)), Printable.text(commit.author.email),
      commit.committer.time.toTheSecond, Printable.text(commit.subject, charactersMax: 60),
    ]
  }
}
