/// Why a text is not a cron expression.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, without a final full stop, to be said where the expression stands.
  package let reason: String
  /// What to write instead, if there is something useful to say.
  package let hint: String?

  /// The reason.
  package var description: String { reason }
}
