/// Where the agent of a host is reached.
package enum AgentAddress: Hashable, Sendable {
  /// The unix socket at an absolute path of this machine.
  case socket(String)
  /// `ssh HOST merlon host connect`, for an agent on another machine.
  case ssh(SSHDestination)

  /// Another machine, as ssh finds it, and the agent there.
  package struct SSHDestination: Hashable, Sendable {
    /// `[USER@]HOST`; an alias of the user's ssh configuration as well.
    package let destination: String
    /// The port of its sshd; `nil` for what ssh's configuration says.
    package let port: Int?
    /// The absolute path of the agent's state folder there, of letters, digits and `._/+-` only: a
    /// shell reads it.
    package let state: String
  }

  /// Reads `/PATH` or `ssh://[USER@]HOST[:PORT]/STATE`, or returns `nil`.
  package init?(_ text: String) {
    if text.hasPrefix("/") {
      self = .socket(text)
      return
    }
    guard text.hasPrefix("ssh://") else { return nil }
    let rest = text.dropFirst(6)
    guard let slash = rest.firstIndex(of: "/") else { return nil }
    let state = rest[slash...]
    var authority = rest[..<slash]
    var port: Int?
    if let colon = authority.lastIndex(of: ":") {
      let digits = authority[authority.index(after: colon)...]
      guard let number = Int(digits), (1...65_535).contains(number), digits.first != "+" else {
        return nil
      }
      port = number
      authority = authority[..<colon]
    }
    let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, state.utf8.allSatisfy({ Self.isWord($0) || $0 == 0x2f || $0 == 0x2b }),
      parts.allSatisfy({
        $0.utf8.allSatisfy(Self.isWord) && $0.utf8.first.map(Self.isFirst) == true
      })
    else { return nil }
    self = .ssh(
      SSHDestination(destination: String(authority), port: port, state: String(state)))
  }

  /// A letter, a digit, `.`, `_` or `-`.
  private static func isWord(_ byte: UInt8) -> Bool {
    isFirst(byte) || byte == 0x2d || byte == 0x2e
  }

  /// What a user or host may begin with: never a `-`, which ssh would take for an option.
  private static func isFirst(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
      || byte == 0x5f
  }
}

extension AgentAddress: CustomStringConvertible {
  /// The text that it was read from.
  package var description: String {
    switch self {
    case .socket(let path): path
    case .ssh(let place):
      "ssh://\(place.destination)\(place.port.map { ":\($0)" } ?? "")\(place.state)"
    }
  }
}
