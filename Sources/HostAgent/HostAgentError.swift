import Disk

/// Why the agent cannot start, or an instance cannot be run.
package struct HostAgentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  package enum Code: String, Sendable {
    /// The state folder, or something in it, cannot be used.
    case folder
    /// Another agent uses the state folder.
    case busy
    /// What the journal holds cannot be read.
    case journal
    /// The monitor cannot be started or talked to.
    case monitor
    /// A port or socket cannot be had.
    case network
    /// The system refused a call.
    case system
  }

  /// What kind of failure this is.
  package let code: Code
  /// What happened and what to do about it, for people.
  package let detail: String

  /// Makes an error.
  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  /// The detail in one line.
  package var description: String { "host agent: \(detail)" }
}

/// Runs `body` and wraps what it throws.
func onDisk<Value>(_ body: () throws(DiskError) -> Value) throws(HostAgentError) -> Value {
  do throws(DiskError) { return try body() } catch {
    throw HostAgentError(.folder, error.description)
  }
}
