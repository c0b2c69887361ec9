import Foundation
import TestSupport
import Testing

/// Clients with certificates, other people's, against a booted image.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BootedClientTests {
  /// Boots an image whose `/admin` is for alice, and lends it with the certificates of clients.
  private static func with(
    required: Bool, _ body: (BootedTLS, ClientCertificates) async throws -> Void
  ) async throws {
    let certificates = try ClientCertificates()
    let modules = """
      mtls-auth: {required: \(required), authorities: \(try certificates.authorities())}
          access-control: {anonymous: allow, resources: {/admin: [alice]}}
      """
    try await BootedTLS.with(modules: modules) {
      try await body($0, certificates)
    }
  }

  @Test func `without a certificate that holds there is no connection`() async throws {
    try await Self.with(required: true) { server, clients in
      func ask(_ path: String, _ name: String?) throws -> String {
        try Self.ask(server, path, name.map { clients.path($0 + ".pem") })
      }
      #expect(try ask("/admin/", "alice") == "200")
      #expect(try ask("/", "alice") == "200")
      #expect(try ask("/admin/", "chain") == "200")
      #expect(try ask("/admin/", "bob") == "403")
      #expect(try ask("/", "bob") == "200")
      #expect(try ask("/", "plain") == "200")
      #expect(try ask("/", nil) == "000")
      for name in ["mallory", "self", "expired", "server"] {
        #expect(try ask("/", name) == "000", "\(name)")
      }
      try Self.steal(clients)
      #expect(try ask("/", "stolen") == "000")
      // No session is taken up again, whoever asks for it.
      let again = try server.handshake("-reconnect -no_ticket -cert \(clients.path("alice.pem"))")
      #expect(again.ranges(of: "New, TLSv1.2").count == 6, "\(again)")
      #expect(!again.contains("Reused"))
      #expect(!server.hasEnded)
    }
  }

  @Test func `without a certificate a client is nobody, also in a resumed session`() async throws {
    try await Self.with(required: false) { server, clients in
      let alice = clients.path("alice.pem")
      #expect(try Self.ask(server, "/", nil) == "200")
      #expect(try Self.ask(server, "/admin/", nil) == "403")
      #expect(try Self.ask(server, "/admin/", alice) == "200")
      #expect(try Self.ask(server, "/admin/", clients.path("bob.pem")) == "403")
      for name in ["mallory", "self", "expired", "server"] {
        #expect(try Self.ask(server, "/", clients.path(name + ".pem")) == "000", "\(name)")
      }
      // What nobody began is resumed, and is nobody's.
      let anonymous = try Self.session(server, first: "", then: "", path: "/admin/")
      #expect(anonymous.contains("Reused, TLSv1.2"), "\(anonymous)")
      #expect(anonymous.contains("HTTP/1.1 403 "), "\(anonymous)")
      // What alice began is not, so that nobody comes into it without her key.
      let alices = try Self.session(server, first: "-cert \(alice)", then: "", path: "/admin/")
      #expect(alices.contains("New, TLSv1.2") && alices.contains("HTTP/1.1 403 "), "\(alices)")
      // Nor does a certificate count that comes with a session in which none was asked for.
      let late = try Self.session(server, first: "", then: "-cert \(alice)", path: "/admin/")
      #expect(late.contains("HTTP/1.1 403 ") == late.contains("Reused, TLSv1.2"), "\(late)")
      #expect(!server.hasEnded)
    }
  }

  /// The status of an answer; 000 without one.
  private static func ask(
    _ server: BootedTLS, _ path: String, _ certificate: String?
  ) throws -> String {
    let shown = certificate.map { "--cert \($0)" } ?? ""
    return try server.scratch.shell(
      "curl -s -o answer -w '%{http_code}' --cacert ec.pem --resolve "
        + "web.example:\(server.port):127.0.0.1 \(shown) https://web.example:\(server.port)\(path) "
        + "|| true")
  }

  /// What OpenSSL says of a connection in the session that another one began.
  private static func session(
    _ server: BootedTLS, first: String, then: String, path: String
  ) throws -> String {
    try server.scratch.shell(
      """
      open="openssl s_client -connect 127.0.0.1:\(server.port) -no_ticket"
      (printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'; sleep 1) |
        $open \(first) -sess_out session > first 2>&1
      (printf 'GET \(path) HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'; sleep 1) |
        $open \(then) -sess_in session 2>&1 || true
      """)
  }

  /// Makes `stolen.pem`: alice's certificate, with a key that says that it is hers and is not.
  private static func steal(_ clients: ClientCertificates) throws {
    try clients.scratch.shell(
      """
      openssl ec -in alice.key -outform DER -out key.der 2> log
      python3 - <<'PROGRAM'
      import base64
      # SEC 1: the private number, and beside it the public point, which stays hers.
      key = bytearray(open("key.der", "rb").read())
      assert key[5:7] == b"\\x04\\x20"
      key[20] ^= 1
      certificate = open("alice.pem").read().split("-----BEGIN PRIVATE")[0]
      with open("stolen.pem", "w") as stolen:
          stolen.write(certificate + "-----BEGIN EC PRIVATE KEY-----\\n")
          stolen.write(base64.encodebytes(key).decode() + "-----END EC PRIVATE KEY-----\\n")
      PROGRAM
      """)
  }
}
