import Foundation
import TestSupport

/// A block device with secrets, written from what `secrets.h` says, apart from the agent's code.
struct SecretsImage {
  /// One secret.
  struct Secret {
    var name: String
    var key: [UInt8]
    var chain: [[UInt8]]
  }

  var secrets: [Secret]
  var magic = "MRLNSECR"
  var version: UInt32 = 1
  var reserved: UInt32 = 0
  var countOffset = 0
  var lengthOffset = 0

  init(_ secrets: [Secret]) { self.secrets = secrets }

  /// The bytes that count.
  var bytes: [UInt8] {
    var body: [UInt8] = []
    for secret in secrets {
      for number in [secret.name.utf8.count, secret.key.count, secret.chain.count] {
        body += Self.number(UInt32(number))
      }
      body += Array(secret.name.utf8) + secret.key
      for certificate in secret.chain {
        body += Self.number(UInt32(certificate.count)) + certificate
      }
    }
    let header =
      Array(magic.utf8) + Self.number(version)
      + Self.number(UInt32(72 + body.count + lengthOffset))
      + Self.number(UInt32(secrets.count + countOffset)) + Self.number(reserved)
    return header + [UInt8](repeating: 0x5a, count: 48) + body
  }

  /// The bytes as a device has them.
  var device: Data {
    let bytes = bytes
    return Data(bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512))
  }

  /// Makes a key and a certificate of its own for `subject`; `name.pem` has the certificate.
  static func secret(
    _ name: String, for subject: String, algorithm: String, in scratch: Scratch
  ) throws -> Secret {
    try scratch.shell(
      """
      openssl req -x509 -newkey \(algorithm) -nodes -keyout \(name).key -out \(name).pem \
        -subj /CN=\(subject) -addext subjectAltName=DNS:\(subject) -days 2 2> \(name).log
      openssl pkey -in \(name).key -outform DER -out \(name).key.der
      openssl x509 -in \(name).pem -outform DER -out \(name).der
      """)
    func bytes(_ file: String) throws -> [UInt8] {
      try Array(Data(contentsOf: URL(filePath: "\(scratch.path)/\(file)")))
    }
    return Secret(name: name, key: try bytes("\(name).key.der"), chain: [try bytes("\(name).der")])
  }

  private static func number(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
