import Foundation
import TestSupport

/// An image with what people protect sites by, attacked by a program of `Scripts/hostile` through
/// a tap of a network namespace that lives as long as the program.
enum HostileImage {
  /// Builds the image, and runs the program that boots and attacks it.
  ///
  /// - Returns: What the program says; it prints its seed first.
  /// - Throws: `Scratch.Failure` when the image does not live through it as it should.
  static func attack(with program: String, isTLS: Bool) async throws -> String {
    var said = ""
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      let file = try await build(in: fleet, isTLS: isTLS)
      let scratch = try Scratch()
      let environment = ProcessInfo.processInfo.environment
      var arguments = ["MERLON_LIVE_SECONDS", "MERLON_TEST_SEED", "SURVEY"].compactMap { name in
        environment[name].map { "\(name)=\($0)" }
      }
      arguments += [
        "PYTHONDONTWRITEBYTECODE=1", "unshare", "-rn", "/usr/bin/python3",
        SourceTree.path(of: "Tests/TestSupport/Scripts/hostile/\(program).py"),
        "monitor=\(E2E.merlon)-ukvm", "image=\(file)", "port=\(isTLS ? 443 : 80)",
        "console=\(scratch.path)/console", "report=\(scratch.path)/report.json",
        "big=\(fleet.path)/site/big.bin",
      ]
      if isTLS {
        let image = SecretsImage([
          try SecretsImage.secret(
            "ec", for: "web.example", algorithm: "ec -pkeyopt ec_paramgen_curve:P-256",
            in: scratch),
          try SecretsImage.secret("rsa", for: "a.example", algorithm: "rsa:2048", in: scratch),
        ])
        try image.device.write(to: URL(filePath: scratch.path + "/device"))
        arguments += ["secrets=\(scratch.path)/device", "authority=\(scratch.path)/ec.pem"]
      }
      let live = environment["MERLON_LIVE_SECONDS"].flatMap { Int($0) } ?? 0
      said = try scratch.run("env", arguments, within: Tool.limit + .seconds(live))
    }
    print("\(program), \(isTLS ? "TLS" : "plain"):\n\(said)")
    return said
  }

  /// Builds an image whose users alice and bob have the passwords `right` and `righter`.
  private static func build(in fleet: Fleet, isTLS: Bool) async throws -> String {
    let alice = try await verifier(of: "right", in: fleet)
    let bob = try await verifier(of: "righter", in: fleet)
    let big = Data((0..<400_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) })
    try big.write(to: URL(filePath: fleet.path + "/site/big.bin"))
    try fleet.write("<p>Only alice.</p>\n", to: "site/admin/index.html")
    try fleet.write(
      """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: web, labels: {exposure: public}}
      spec:
        modules:
          http-server: {port: \(isTLS ? 443 : 80)}
          static-site: {root: site/}
          rate-limit: {rate: 6000}
          request-filter: {}
          security-headers: {}
          request-log: {}
          basic-auth:
            realm: acme
            users: {alice: "\(alice)", bob: "\(bob)"}
          access-control: {anonymous: allow, resources: {/admin: [alice, bob]}}
          \(isTLS ? "tls: {certificate: ec, names: {a.example: rsa}}" : "")
        target: spt
        memory: 48MiB
        ports: [{port: \(isTLS ? 443 : 80), hostPort: 8080}]

      """, to: "images/web.yaml")
    let file = fleet.root + "/web.spt"
    let built = try await fleet.merlon("build", "web", "--to", file)
    guard built.status == 0 else { throw BootedServerError(description: built.description) }
    return file
  }

  private static func verifier(of password: String, in fleet: Fleet) async throws -> String {
    let file = fleet.root + "/password"
    try password.write(toFile: file, atomically: true, encoding: .utf8)
    return try await fleet.merlon("password", "--iterations", "10000", input: file).output
      .trimmingCharacters(in: .newlines)
  }
}
