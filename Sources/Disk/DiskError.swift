/// Why a file or folder cannot be read, written or locked.
package struct DiskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or folder.
  package let path: String
  /// The system's number for the reason, such as `ENOENT`.
  package let code: Int32
  /// The reason, in words that follow the path.
  package let reason: String

  /// Makes an error; the reason is what was to be done and what the system says about `code`.
  package init(path: String, _ purpose: String, code: Int32) {
    self.path = path
    self.code = code
    reason = "cannot be \(purpose): \(SystemError.text(code))"
  }

  /// Path and reason in one line.
  package var description: String { "\(path): \(reason)" }
}
