import Vocabulary

/// Reads one line of an `allowed_signers` file: `principals [options] type key [comment]`.
struct AllowedSignerLine {
  /// Why a line cannot be honoured.
  struct Problem: Error {
    let severity: Diagnostic.Severity
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil, severity: Diagnostic.Severity = .error) {
      self.message = message
      self.hint = hint
      self.severity = severity
    }
  }

  private var rest: Substring
  private var namespaces: [String]?
  private var validAfter: Instant?
  private var validBefore: Instant?

  init(_ line: some StringProtocol) { rest = Substring(line) }

  /// Reads the whole line.
  consuming func signer() throws(Problem) -> AllowedSigner {
    let principals = word().split(separator: ",").map(String.init)
    guard !principals.isEmpty else { throw Problem("the line names no principal") }
    if principals.contains(where: { $0.contains(where: { "*?!".contains($0) }) }) {
      throw Problem(
        "patterns in principals are not supported", hint: "write one line for each signer")
    }
    if !Self.isKeyType(rest.prefix { !$0.isWhitespace }) { try options() }
    let line = rest
    do throws(AttestationError) {
      let key = try SSHPublicKey(parsing: line)
      return AllowedSigner(
        principals: principals, key: key, namespaces: namespaces, validAfter: validAfter,
        validBefore: validBefore)
    } catch {
      throw Problem(
        error.description, hint: "make a key with: ssh-keygen -t ed25519",
        severity: Self.isKeyType(line.prefix { !$0.isWhitespace }) ? .warning : .error)
    }
  }

  private static func isKeyType(_ word: Substring) -> Bool {
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"].contains { word.hasPrefix($0) }
  }

  /// Takes a word, and the white space behind it; a quoted word may hold white space.
  private mutating func word() -> Substring {
    if rest.first == "\"" {
      let inner = rest.dropFirst().prefix { $0 != "\"" }
      rest = rest[inner.endIndex...].dropFirst().drop(while: \.isWhitespace)
      return inner
    }
    let word = rest.prefix { !$0.isWhitespace }
    rest = rest[word.endIndex...].drop(while: \.isWhitespace)
    return word
  }

  /// Takes `name="value",name="value",…`: white space may stand inside the quotes only.
  private mutating func options() throws(Problem) {
    while true {
      let name = rest.prefix { $0 != "=" && $0 != "," && !$0.isWhitespace }
      rest = rest[name.endIndex...]
      var value: Substring?
      if rest.hasPrefix("=\"") {
        let inner = rest.dropFirst(2).prefix { $0 != "\"" }
        rest = rest[inner.endIndex...]
        guard rest.first == "\"" else { throw Problem("the quote of option '\(name)' is open") }
        rest = rest.dropFirst()
        value = inner
      }
      try take(name.lowercased(), value)
      guard rest.first == "," else { break }
      rest = rest.dropFirst()
    }
    guard rest.first?.isWhitespace == true else {
      throw Problem("expected a key after the options")
    }
    rest = rest.drop(while: \.isWhitespace)
  }

  private mutating func take(_ name: String, _ value: Substring?) throws(Problem) {
    switch (name, value) {
    case ("namespaces", let value?):
      let list = value.split(separator: ",").map(String.init)
      if list.contains(where: { $0.contains(where: { "*?!".contains($0) }) }) {
        throw Problem("patterns in namespaces are not supported", hint: "write namespaces=\"git\"")
      }
      namespaces = list
    case ("valid-after", let value?): validAfter = try Self.time(value)
    case ("valid-before", let value?): validBefore = try Self.time(value)
    case ("cert-authority", _):
      throw Problem("certificate authorities are not supported", hint: "list the keys themselves")
    default: throw Problem("unknown option '\(name)'")
    }
  }

  /// Reads `YYYYMMDD[HHMM[SS]]Z`.
  private static func time(_ text: Substring) throws(Problem) -> Instant {
    guard text.hasSuffix("Z") else {
      throw Problem(
        "the time '\(text)' has no time zone", hint: "write it in UTC with a final Z: \(text)Z")
    }
    let digits = Array(text.dropLast())
    guard [8, 12, 14].contains(digits.count) else {
      throw Problem("the time '\(text)' is not YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS with a Z")
    }
    let full = digits + Array(repeating: "0", count: 14 - digits.count)
    func part(_ range: Range<Int>) -> String { String(full[range]) }
    let iso =
      "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
    guard let instant = Instant(iso) else { throw Problem("there is no time '\(text)'") }
    return instant
  }
}
