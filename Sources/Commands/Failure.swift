import Vocabulary

/// A command that could not do what it was asked.
enum Failure: Error {
  /// What was asked about is refused, differs or failed; everything has been said.
  case negative
  /// The command cannot run: what is wrong and what to do next.
  case cannotRun(String)
}

extension Failure {
  /// A name that nothing has, with the one that may be meant.
  static func unknown(
    _ noun: String, _ name: String, among names: [String], of whole: String? = nil
  ) -> Failure {
    let names = names.sorted()
    let hint =
      Spelling.suggestion(for: name, among: names)
      ?? (names.isEmpty ? "there is none" : "the \(noun)s are \(Spelling.list(names))")
    return .cannotRun(
      "there is no \(noun) \(Printable.text(name))\(whole.map { " in \($0)" } ?? ""); \(hint)")
  }
}
