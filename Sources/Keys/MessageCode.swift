import Crypto

/// HMAC with SHA-256, which webhooks are authenticated by; takes the message piece by piece.
package struct MessageCode {
  private var state: HMAC<SHA256>

  /// Starts with a secret.
  package init(secret: [UInt8]) { state = HMAC<SHA256>(key: SymmetricKey(data: secret)) }

  /// Takes more of the message.
  package mutating func update(_ bytes: some Sequence<UInt8>) { state.update(data: Array(bytes)) }

  /// The 32 bytes of the code.
  package consuming func bytes() -> [UInt8] { Array(state.finalize()) }

  /// Tells whether the code is `expected`, in a time that says nothing about where it is not.
  package consuming func matches(_ expected: [UInt8]) -> Bool {
    let code = bytes()
    guard expected.count == code.count else { return false }
    return zip(code, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
