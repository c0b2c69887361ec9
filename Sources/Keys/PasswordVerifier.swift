import Crypto
import CryptoExtras
import Vocabulary

/// What stands in a policy in place of a password.
///
/// `$pbkdf2-sha256$ITERATIONS$SALT$HASH`, with base 64 without padding. The module `basic-auth`
/// reads the same form.
package enum PasswordVerifier {
  private static let prefix = "$pbkdf2-sha256$"
  private static let iterationsMax = 10_000_000
  private static let saltBytesMax = 64

  /// Makes a verifier with a new salt of 16 bytes.
  package static func make(_ password: String, iterations: Int = 600_000) -> String {
    precondition((1...iterationsMax).contains(iterations), "iterations out of range")
    let salt = RandomBytes.make(16)
    let hash = derive(password, salt: salt, iterations: iterations)
    return prefix + "\(iterations)$\(unpadded(salt))$\(unpadded(hash))"
  }

  /// Tells whether `password` is the one of `verifier`, or returns `nil` if that is not one.
  package static func check(_ password: String, against verifier: String) -> Bool? {
    guard verifier.hasPrefix(prefix) else { return nil }
    let parts = verifier.dropFirst(prefix.count).split(
      separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let iterations = Int(parts[0]), (1...iterationsMax).contains(iterations),
      let salt = decode(parts[1]), salt.count <= saltBytesMax,
      let hash = decode(parts[2]), hash.count == 32
    else { return nil }
    let derived = derive(password, salt: salt, iterations: iterations)
    return zip(derived, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func derive(_ password: String, salt: [UInt8], iterations: Int) -> [UInt8] {
    let key = try? KDF.Insecure.PBKDF2.deriveKey(
      from: Array(password.utf8), salt: salt, using: .sha256, outputByteCount: 32,
      unsafeUncheckedRounds: iterations)
    guard let key else { preconditionFailure("PBKDF2 takes every password and salt") }
    return key.withUnsafeBytes { Array($0) }
  }

  private static func unpadded(_ bytes: [UInt8]) -> Substring {
    Base64.encode(bytes).prefix { $0 != "=" }
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    guard !text.contains("=") else { return nil }
    return Base64.decode(text + String(repeating: "=", count: (4 - text.count % 4) % 4))
  }
}
