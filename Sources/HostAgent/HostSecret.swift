/// A private key and the certificates that vouch for it.
package struct HostSecret: Sendable {
  /// What images call it.
  package let name: String
  /// The key in DER: PKCS#8, SEC 1 or PKCS#1.
  package let key: [UInt8]
  /// The certificates in DER, the key's own first.
  package let chain: [[UInt8]]

  /// Makes a secret.
  package init(name: String, key: [UInt8], chain: [[UInt8]]) {
    self.name = name
    self.key = key
    self.chain = chain
  }
}
