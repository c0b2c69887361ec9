/// A command that could not do what it was asked.
enum Failure: Error {
  /// What was asked about is refused, differs or failed; everything has been said.
  case negative
  /// The command cannot run: what is wrong and what to do next.
  case cannotRun(String)
}
