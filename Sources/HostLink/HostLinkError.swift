/// Why a question to a host had no answer.
package struct HostLinkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  package enum Code: String, Sendable, CaseIterable {
    /// The socket could not be reached.
    case connect
    /// The other side went away.
    case closed
    /// The other side sent what the protocol does not know.
    case malformed
    /// The host understood and said no.
    case refused
    /// The two sides speak different versions.
    case version
    /// A message or image is over its limit.
    case tooLarge
    /// The system refused a call.
    case system
  }

  /// What kind of failure this is.
  package let code: Code
  /// What happened, for people: no secret ever stands here.
  package let detail: String

  /// Makes an error.
  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  /// The detail in one line.
  package var description: String { "host link: \(detail)" }
}
