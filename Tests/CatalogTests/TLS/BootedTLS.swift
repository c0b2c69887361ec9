import Foundation
import TestSupport

/// An image with `tls`, booted behind a user network with a device of secrets.
struct BootedTLS {
  /// Where it answers, on 127.0.0.1.
  let port: UInt16
  /// Keys and certificates: `ec` for web.example, and `rsa` for a.example and *.b.example.
  let scratch: Scratch
  private let monitor: Child

  /// What it has said.
  var console: String { monitor.output }
  /// Whether it has given up.
  var hasEnded: Bool { monitor.hasEnded }

  private static let image = "images/web.yaml"

  /// Builds and boots an image, and lends it to `body`.
  ///
  /// - Parameters:
  ///   - target: What it is built for.
  ///   - server: More options of the server, in YAML.
  ///   - modules: More modules, in YAML.
  ///   - secrets: Alters the secrets of the device.
  static func with(
    target: String = "spt", files: [String: Data] = [:], server: String = "",
    modules: String = "",
    secrets: (inout SecretsImage) -> Void = { _ in },
    _ body: (BootedTLS) async throws -> Void
  ) async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace(
        "http-server: {port: 80}",
        by: "http-server: {port: 443\(server)}\n    tls: {certificate: ec, names: {a.example: rsa, "
          + "\"*.b.example\": rsa}}\n    \(modules)", in: image)
      try fleet.replace("target: spt", by: "target: \(target)", in: image)
      try fleet.replace("memory: 16MiB", by: "memory: 48MiB", in: image)
      try fleet.replace("ports: [{port: 80,", by: "ports: [{port: 443,", in: image)
      for (name, bytes) in files {
        try bytes.write(to: URL(filePath: "\(fleet.path)/site/\(name)"))
      }
      let file = fleet.root + "/web.\(target)"
      let built = try await fleet.merlon("build", "web", "--to", file)
      guard built.status == 0 else { throw BootedServerError(description: built.description) }
      let scratch = try Scratch()
      var image = SecretsImage([
        try SecretsImage.secret(
          "ec", for: "web.example", algorithm: "ec -pkeyopt ec_paramgen_curve:P-256", in: scratch),
        try SecretsImage.secret("rsa", for: "a.example", algorithm: "rsa:2048", in: scratch),
      ])
      secrets(&image)
      try image.device.write(to: URL(filePath: scratch.path + "/device"))
      let monitor = try fleet.start(
        E2E.merlon + "-ukvm",
        [
          "--net:service=user", "--block-readonly:secrets=\(scratch.path)/device",
          "--forward:service=tcp:127.0.0.1:\(fleet.port):443", "--", file,
        ])
      let booted = BootedTLS(port: fleet.port, scratch: scratch, monitor: monitor)
      try await Patience.wait(until: "the image") {
        booted.hasEnded || booted.console.contains("http-server: listening on port 443\n")
      }
      try await body(booted)
    }
  }

  /// What `openssl s_client` says of a handshake.
  func handshake(_ options: String) throws -> String {
    try scratch.shell(
      "openssl s_client -connect 127.0.0.1:\(port) \(options) < /dev/null 2>&1 || true")
  }
}
