/// Where another repository is, in one of the forms that are fetched from.
///
/// The set is closed: git itself knows transports that run a program which the address names.
struct RemoteAddress: Hashable, Sendable {
  /// Why a text is no address, for the author of the policy.
  struct Problem: Error {
    let message: String
    let hint: String
  }

  private static let bytesMax = 2048
  private static let forms =
    "use an absolute path, file:///PATH, https://HOST/PATH, "
    + "ssh://HOST/PATH or HOST:PATH"

  /// The address as git is given it.
  let text: String

  /// Takes a text that is an address.
  init(_ text: String) throws(Problem) {
    guard (1...Self.bytesMax).contains(text.utf8.count),
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
    else {
      throw Problem(message: "the address of the repository is not one line", hint: Self.forms)
    }
    if text.hasPrefix("/") || text.hasPrefix("file:///") {
      self.text = text
      return
    }
    let authority: Substring?
    if let rest = text.dropping("https://") ?? text.dropping("ssh://") {
      authority = rest.firstIndex(of: "/").map { rest[..<$0] }
    } else if !text.contains("://"), let colon = text.firstIndex(of: ":"),
      !text[text.index(after: colon)...].hasPrefix(":")
    {
      authority = text[..<colon]
    } else {
      authority = nil
    }
    guard let authority, Self.isAuthority(authority), !text.contains(" ") else {
      throw Problem(message: "merlon does not fetch from '\(text)'", hint: Self.forms)
    }
    guard !authority.prefix(while: { $0 != "@" }).contains(":") || !authority.contains("@") else {
      throw Problem(
        message: "the address of the repository holds a password",
        hint: "a policy is read by many; leave it to git's credential helpers or to ssh's agent")
    }
    self.text = text
  }

  /// `[USER[:PASSWORD]@]HOST[:PORT]`, of which no part can be taken for an option.
  private static func isAuthority(_ text: Substring) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, let host = parts.last, let first = host.unicodeScalars.first,
      first.properties.isAlphabetic || first.properties.numericType != nil || first == "["
    else { return false }
    return parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") && !$0.contains("/") }
  }
}

extension String {
  /// What follows `prefix`, if that is what the text begins with.
  fileprivate func dropping(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
