import Foundation
import HostAgent

/// One P-256 certificate for all servers, so that all do the same work.
enum Certificate {
  static let key = Room.folder + "/tls.key"
  static let chain = Room.folder + "/tls.pem"
  /// The block device by which a unikernel gets both.
  static let device = Room.folder + "/secrets.device"

  static func make() throws {
    try Tool.run([
      "openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key,
    ])
    try Tool.run([
      "openssl", "req", "-x509", "-new", "-key", key, "-out", chain, "-subj", "/CN=bench.example",
      "-days", "2",
    ])
    let blocks = try [chain, key].map { path in
      PEM.blocks(in: try String(contentsOfFile: path, encoding: .utf8)) ?? []
    }
    guard let secret = blocks[1].first, !blocks[0].isEmpty else {
      throw Failure("openssl wrote no key and certificate")
    }
    let bytes = try SecretsDevice.encoded([
      HostSecret(name: "web-cert", key: secret.bytes, chain: blocks[0].map(\.bytes))
    ])
    try Data(bytes).write(to: URL(filePath: device))
  }
}
