/// A system call that failed.
package struct SystemError: Error, Equatable, Sendable {
  /// What was being done, in words that follow "cannot".
  package let operation: String
  /// The `errno`.
  package let code: Int32

  /// Gives `result` back unless it is a negated `errno`.
  @discardableResult
  static func check(
    _ result: Int32, _ operation: @autoclosure () -> String
  ) throws(SystemError) -> Int32 {
    guard result < 0 else { return result }
    throw SystemError(operation: operation(), code: -result)
  }
}
