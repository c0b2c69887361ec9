import Foundation
import TestSupport
import Vocabulary

/// The policy that the tests of the main job commit.
enum FleetPolicy {
  /// A second image, which no requirement selects.
  static func inner(port: UInt16) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: inner, labels: {exposure: internal}}
    spec:
      modules:
        http-server: {port: 80}
        static-site: {root: site/}
      target: spt
      memory: 16MiB
      ports: [{port: 80, hostPort: \(port)}]

    """
  }

  /// What public images must do.
  static func authenticated(alice verifier: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: public-is-authenticated}
    spec:
      selector: {matchLabels: {exposure: public}}
      modules:
        basic-auth: {realm: acme, users: {alice: \(verifier)}}
        access-control: {anonymous: allow, resources: {/admin: [alice]}}
      probes:
        - {get: /admin/, expect: 403}

    """
  }
}

extension Fleet {
  /// What `merlon password` makes of a password.
  func verifier(of password: String) async throws -> String {
    try write(password + "\n", to: ".git/password")
    return try await merlon("password", "--iterations", "1000", input: path + "/.git/password")
      .output.trimmingCharacters(in: .newlines)
  }

  /// The commits that `merlon audit` knows, with their verdicts.
  func verdicts() async throws -> [String: String] {
    var verdicts: [String: String] = [:]
    for record in try await audit()["commits"]?.array ?? [] {
      guard let commit = record["commit"]?.string else { continue }
      verdicts[commit] = record["verdict"]?.string ?? "none"
    }
    return verdicts
  }
}
