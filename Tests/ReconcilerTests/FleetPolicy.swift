import Foundation
import TestSupport
import Testing
import Vocabulary

/// The policy that the tests of the main job commit.
enum FleetPolicy {
  /// A second image, which no requirement selects.
  static func inner(port: UInt16, on host: String? = nil) -> String {
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
    \(host.map { "  placement: {selector: {matchLabels: {name: \($0)}}}" } ?? "")

    """
  }

  /// A host that images can be placed on by its name.
  static func host(_ name: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: Host
    metadata: {name: \(name), labels: {name: \(name)}}
    spec: {}

    """
  }

  /// What public images must answer.
  static func probe(path: String, expecting status: Int) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: public-answers}
    spec:
      selector: {matchLabels: {exposure: public}}
      probes: [{get: \(path), expect: \(status)}]

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

  /// Expects that a commit has one verdict and no line twice.
  func expectWholeNote(on commit: String, _ when: String) async throws {
    let note = try await git("notes", "--ref", "merlon/ledger", "show", commit)
    let statements = try note.split(separator: "\n").map { line in
      let payload = try JSON.parse(String(line))["payload"]?.string
      return try #require(payload.flatMap { Data(base64Encoded: $0) })
    }
    let parsed = try statements.map { try JSON.parse($0) }
    let verdicts = parsed.filter {
      $0["predicate"]?["merlon_ledger"]?["key"]?.string == "verdict"
    }
    #expect(verdicts.count == 1, "\(when), \(commit): \(note)")
    #expect(Set(statements).count == statements.count, "\(when), \(commit)")
  }
}
