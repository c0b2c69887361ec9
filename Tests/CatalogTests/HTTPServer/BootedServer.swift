import Foundation
import TestSupport

/// An image with `http-server` and `static-site`, booted on spt behind a user network.
struct BootedServer {
  /// Where it answers, on 127.0.0.1.
  let port: UInt16
  private let monitor: Child

  /// What it has said.
  var console: String { monitor.output }
  /// Whether it has given up.
  var hasEnded: Bool { monitor.hasEnded }

  /// Builds and boots an image, and lends it to `body`.
  ///
  /// - Parameters:
  ///   - options: The options of `http-server`, as YAML.
  ///   - files: The files of the site besides its page.
  static func with(
    options: String, files: [String: Data] = [:], _ body: (BootedServer) async throws -> Void
  ) async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace("http-server: {port: 80}", by: "http-server: \(options)", in: image)
      try fleet.replace("memory: 16MiB", by: "memory: 48MiB", in: image)
      for (name, bytes) in files {
        try fleet.write("", to: "site/\(name)")
        try bytes.write(to: URL(filePath: "\(fleet.path)/site/\(name)"))
      }
      let file = fleet.root + "/web.spt"
      let built = try await fleet.merlon("build", "web", "--to", file)
      guard built.status == 0 else { throw BootedServerError(description: built.description) }
      let monitor = try fleet.start(
        E2E.merlon + "-ukvm",
        [
          "--net:service=user",
          "--forward:service=tcp:127.0.0.1:\(fleet.port):80", "--", file,
        ])
      let server = BootedServer(port: fleet.port, monitor: monitor)
      try await Patience.wait(until: "the image") {
        guard !monitor.hasEnded else { throw BootedServerError(description: monitor.error) }
        return server.console.contains("http-server: listening on port 80\n")
      }
      try await body(server)
      guard !server.hasEnded else { throw BootedServerError(description: server.console) }
    }
  }

  private static let image = "images/web.yaml"
}

/// An image that cannot be built, or does not live.
struct BootedServerError: Error, CustomStringConvertible {
  /// What was said.
  let description: String
}
