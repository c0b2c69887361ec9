package import Vocabulary

/// One line of an `allowed_signers` file: who may sign, with which key, for what and when.
package struct AllowedSigner: Hashable, Sendable {
  /// Who: names, mostly e-mail addresses.
  package let principals: [String]
  /// With which key.
  package let key: SSHPublicKey
  /// For what; `nil` means everything.
  package let namespaces: [String]?
  /// From when on, inclusive; `nil` means always.
  package let validAfter: Instant?
  /// Until when, inclusive; `nil` means for ever.
  package let validBefore: Instant?

  /// Makes a signer who may sign commits.
  package init(
    principals: [String], key: SSHPublicKey, namespaces: [String]? = [SSHSignature.gitNamespace],
    validAfter: Instant? = nil, validBefore: Instant? = nil
  ) {
    self.principals = principals
    self.key = key
    self.namespaces = namespaces
    self.validAfter = validAfter
    self.validBefore = validBefore
  }

  /// The principals as the file has them: how to name the signer to a person.
  package var name: String { principals.joined(separator: ",") }

  /// Tells whether the signer may sign for `namespace`.
  package func mayUse(namespace: String) -> Bool {
    namespaces.map { $0.contains(namespace) } ?? true
  }

  /// Tells whether the key is valid at `instant`.
  package func isValid(at instant: Instant) -> Bool {
    validAfter.map { $0 <= instant } ?? true && validBefore.map { instant <= $0 } ?? true
  }

  /// The line of the file.
  ///
  /// Times are in UTC and say so: without the `Z`, ssh-keygen reads them
  /// in the time zone of whoever verifies.
  package var line: String {
    var options: [String] = []
    if let namespaces { options.append("namespaces=\"\(namespaces.joined(separator: ","))\"") }
    if let validAfter { options.append("valid-after=\"\(Self.write(validAfter))\"") }
    if let validBefore { options.append("valid-before=\"\(Self.write(validBefore))\"") }
    return ([name] + (options.isEmpty ? [] : [options.joined(separator: ",")]) + [key.line])
      .joined(separator: " ")
  }

  /// Writes `YYYYMMDDHHMMSSZ`; part of a second is dropped.
  private static func write(_ instant: Instant) -> String {
    instant.description.prefix(19).filter(\.isNumber) + "Z"
  }
}
