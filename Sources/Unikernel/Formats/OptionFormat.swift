package import Vocabulary

/// What the texts of an option must look like beyond their type, by the name that `module.yaml`
/// gives it.
///
/// Modules read the same again when they start; this is so that a slip is told with its place, and
/// not by an image that ends.
package enum OptionFormat: String, Hashable, Sendable, CaseIterable {
  /// An IPv4 address.
  case address = "ipv4-address"
  /// An IPv4 address and the length of its network's prefix.
  case interface = "ipv4-interface"
  /// An IPv4 address and a port.
  case socket = "ipv4-socket"
  /// An IPv4 network, or one address.
  case network = "ipv4-network"
  /// What packets a rule is about.
  case packetRule = "packet-rule"
  /// What requests a resource covers; the keys of a mapping.
  case resource
  /// The value of a header field.
  case fieldValue = "field-value"
  /// What stands between quotes in a header field.
  case quotedText = "quoted-text"
  /// What proves a password.
  case passwordVerifier = "password-verifier"
  /// A public key for ES256.
  case publicKey = "p256-public-key"
  /// An X.509 certificate.
  case certificate

  /// Tells whether the format has a meaning for options of `type`.
  package func applies(to type: OptionType) -> Bool {
    switch self {
    case .resource: type == .stringsMap || type == .stringMap
    default: [.string, .strings, .stringMap, .stringsMap].contains(type)
    }
  }

  /// Tells whether one text is of this format.
  package func admits(_ text: String) -> Bool {
    switch self {
    case .address: IPv4Text.address(text) != nil
    case .interface: IPv4Text.interface(text) != nil
    case .socket: IPv4Text.isSocket(text)
    case .network: IPv4Text.isNetwork(text)
    case .packetRule: PacketRuleText.isRule(text)
    case .resource: ResourceText.isResource(text)
    case .fieldValue: text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    case .quotedText: text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x5c }
    case .passwordVerifier: KeyText.isVerifier(text)
    case .publicKey: KeyText.isPublicKey(text)
    case .certificate: KeyText.isCertificate(text)
    }
  }

  /// Finds the first text of `value`, in order, that is not of this format.
  package func firstFault(in value: OptionValue) -> String? {
    switch value {
    case .string(let text): admits(text) ? nil : text
    case .list(let elements): elements.lazy.compactMap(firstFault).first
    case .map(let members):
      members.sorted { $0.key < $1.key }.lazy.compactMap { key, member in
        guard self == .resource else { return firstFault(in: member) }
        return admits(key) ? nil : key
      }.first
    case .boolean, .integer: nil
    }
  }

  /// What a text is that is of this format.
  package var noun: String {
    switch self {
    case .address: "an IPv4 address"
    case .interface: "an IPv4 address with its prefix length"
    case .socket: "an IPv4 address with a port"
    case .network: "an IPv4 network"
    case .packetRule: "a rule for packets"
    case .resource: "a resource"
    case .fieldValue: "the value of a header field"
    case .quotedText: "a text that can stand in quotes"
    case .passwordVerifier: "a password's verifier"
    case .publicKey: "a public key on P-256"
    case .certificate: "a certificate"
    }
  }

  /// How to write one.
  package var hint: String {
    switch self {
    case .address: "write it as 192.0.2.1"
    case .interface: "write it as 192.0.2.1/24"
    case .socket: "write it as 192.0.2.1:8080"
    case .network: "write 192.0.2.0/24, no bit set after the prefix, or 192.0.2.1"
    case .packetRule: "write PROTOCOL [PORT[-PORT]] [from NETWORK], as tcp 80 from 10.0.0.0/8"
    case .resource: "write [METHOD[,METHOD] ]/PATH, as /admin or GET,POST /files/*/private"
    case .fieldValue: "it is one line without control characters"
    case .quotedText: "it is one line without quotation mark, backslash and control characters"
    case .passwordVerifier: "give what `merlon password` writes"
    case .publicKey: "give what `openssl pkey -pubout` writes for an EC key on prime256v1"
    case .certificate: "give one PEM block, from BEGIN CERTIFICATE to END CERTIFICATE"
    }
  }
}
