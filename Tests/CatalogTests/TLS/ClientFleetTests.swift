import Foundation
import TestSupport
import Testing

/// A policy that lets in clients with certificates only, and the host's probes as one of them.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct ClientFleetTests {
  private static func policy(
    _ fleet: Fleet, _ clients: ClientCertificates, required: Bool, probes: String
  ) async throws {
    try fleet.replace(
      "http-server: {port: 80}",
      by: """
        http-server: {port: 443}
            tls: {certificate: web-cert}
            mtls-auth: {required: \(required), authorities: \(try clients.authorities())}
            access-control: {anonymous: allow, resources: {/admin: [alice]}}
        """, in: "images/web.yaml")
    try fleet.replace("{port: 80, hostPort", by: "{port: 443, hostPort", in: "images/web.yaml")
    try fleet.write(
      """
      apiVersion: merlon.dev/v1
      kind: SecurityRequirement
      metadata: {name: known-clients}
      spec:
        selector: {matchLabels: {exposure: public}}
        probes: \(probes)

      """, to: "requirements/clients.yaml")
    try await fleet.commit("Known clients only")
  }

  /// Puts the server's certificate, and alice's and bob's, into the host's folder.
  private static func secrets(_ clients: ClientCertificates) throws -> String {
    _ = try SecretsImage.secret(
      "ec", for: "web.example", algorithm: "ec -pkeyopt ec_paramgen_curve:P-256",
      in: clients.scratch)
    try clients.scratch.shell(
      """
      mkdir -m 700 secrets
      cat ec.pem ec.key > secrets/web-cert.pem
      cp chain.pem secrets/alice.pem
      cp bob.pem mallory.pem secrets
      chmod 600 secrets/*
      """)
    return clients.path("secrets")
  }

  @Test func `probes show the certificate of whom they ask as`() async throws {
    let clients = try ClientCertificates()
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try await Self.policy(
        fleet, clients, required: true,
        probes: "[{get: /admin/, as: alice, expect: 200}, {get: /admin/, as: bob, expect: 403}, "
          + "{get: /, expect: refused}, {get: /, as: mallory, expect: refused}]")
      try await fleet.startHost("local", "--secrets", Self.secrets(clients))
      let pass = try await fleet.reconcile(expecting: 0)
      #expect(pass.output.contains("4 of 4 probes"), "\(pass)")
      #expect(fleet.ask("/") == nil)
    }
  }

  @Test func `a probe that is let in and should not be fails, and so does one that is kept out`()
    async throws
  {
    let clients = try ClientCertificates()
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try await Self.policy(
        fleet, clients, required: false,
        probes: "[{get: /admin/, expect: 403}, {get: /admin/, as: bob, expect: 200}, "
          + "{get: /, expect: refused}]")
      try await fleet.startHost("local", "--secrets", Self.secrets(clients))
      let pass = try await fleet.merlon("reconcile", "--once")
      #expect(pass.status != 0)
      #expect(pass.description.contains("403 instead of 200"), "\(pass)")
      #expect(pass.description.contains("200 instead of refused"), "\(pass)")
      try fleet.replace("required: false", by: "required: true", in: "images/web.yaml")
      try await fleet.commit("None but known clients")
      let closed = try await fleet.merlon("reconcile", "--once")
      #expect(closed.status != 0)
      let complaint = "TLS was refused for want of a certificate, instead of 403"
      #expect(closed.description.contains(complaint), "\(closed)")
    }
  }
}
