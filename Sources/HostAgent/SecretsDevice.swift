import CProcess
import Disk
import Glibc

/// The block device by which secrets reach a guest; the format is told in the module tls's
/// `secrets.h`.
package enum SecretsDevice {
  private static let magic = Array("MRLNSECR".utf8)
  private static let version: UInt32 = 1
  private static let seedBytes = 48
  private static let headerBytes = 24 + seedBytes
  private static let blockBytes = 512
  /// What the format allows.
  package static let secretsMax = 16
  /// Certificates of one chain.
  package static let chainMax = 8
  private static let keyBytesMax = 8192
  private static let bytesMax = 256 << 10

  /// Writes secrets and a random seed, up to a whole block.
  package static func encoded(_ secrets: [HostSecret]) throws(HostAgentError) -> [UInt8] {
    guard (1...secretsMax).contains(secrets.count) else {
      throw refuse("an image can have 1 to \(secretsMax) secrets, not \(secrets.count)")
    }
    var body: [UInt8] = []
    for secret in secrets {
      guard secret.chain.count <= chainMax, secret.key.count <= keyBytesMax else {
        throw refuse("\(secret.name).pem has more than \(chainMax) certificates, or too long a key")
      }
      append(secret.name.utf8.count, to: &body)
      append(secret.key.count, to: &body)
      append(secret.chain.count, to: &body)
      body += Array(secret.name.utf8) + secret.key
      for certificate in secret.chain {
        append(certificate.count, to: &body)
        body += certificate
      }
    }
    guard headerBytes + body.count <= bytesMax else {
      throw refuse("the image's secrets are longer than \(bytesMax) bytes")
    }
    var bytes = magic
    for number in [Int(version), headerBytes + body.count, secrets.count, 0] {
      append(number, to: &bytes)
    }
    var random = SystemRandomNumberGenerator()
    bytes += (0..<seedBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    bytes += body
    SecretsFolder.wipe(&body)
    let padding = (blockBytes - bytes.count % blockBytes) % blockBytes
    return bytes + [UInt8](repeating: 0, count: padding)
  }

  /// Puts secrets into memory that nobody can change any more, and gives its descriptor.
  static func open(_ secrets: [HostSecret]) throws(HostAgentError) -> Int32 {
    var bytes = try encoded(secrets)
    defer { SecretsFolder.wipe(&bytes) }
    let descriptor = merlon_sealed_memory("merlon-secrets", bytes, bytes.count)
    guard descriptor >= 0 else {
      throw HostAgentError(
        .system, "cannot hold secrets in memory: \(SystemError.text(-descriptor))")
    }
    return descriptor
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private static func refuse(_ problem: String) -> HostAgentError {
    HostAgentError(.folder, problem)
  }
}
