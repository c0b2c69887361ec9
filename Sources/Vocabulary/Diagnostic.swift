/// One thing to tell the author of a document: what is wrong, where, and what to do next.
package struct Diagnostic: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// How bad it is: an error refuses the commit, a warning does not.
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  /// How bad it is.
  package let severity: Severity
  /// Where it is.
  package let location: SourceLocation
  /// What is wrong and why: one sentence without a final full stop.
  package let message: String
  /// What to do next, if there is something useful to say.
  package let hint: String?
  /// The change of text that mends it, if it is mechanical.
  package let fix: Fix?

  /// Makes a diagnostic.
  package init(
    _ severity: Severity = .error, at location: SourceLocation, _ message: String,
    hint: String? = nil, fix: Fix? = nil
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.hint = hint
    self.fix = fix
  }

  /// The compiler's form: `file:line:column: error: message`, and the hint on a line of its own.
  package var description: String {
    "\(location): \(severity.rawValue): \(message)" + (hint.map { "\n  hint: \($0)" } ?? "")
  }

  /// Orders by place, then by message, so that a list of diagnostics has one order.
  package static func < (left: Self, right: Self) -> Bool {
    (left.location, left.message, left.hint ?? "")
      < (right.location, right.message, right.hint ?? "")
  }
}

extension Diagnostic {
  /// A replacement at the diagnostic's place, which `merlon check --fix` makes; everywhere in the
  /// file when the diagnostic speaks of the whole file.
  package struct Fix: Hashable, Sendable {
    /// What stands there now; nothing is changed when it does not.
    package let old: String
    /// What shall stand there.
    package let new: String

    /// Makes a fix.
    package init(replace old: String, with new: String) {
      self.old = old
      self.new = new
    }
  }
}
