import Foundation
import TestSupport
import Testing

/// From a policy that names a certificate to HTTPS, through controller and agent.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct EncryptedFleetTests {
  private static func withPolicy(_ body: (Fleet, Scratch) async throws -> Void) async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace(
        "http-server: {port: 80}",
        by: "http-server: {port: 443}\n    tls: {certificate: web-cert}", in: "images/web.yaml")
      try fleet.replace("{port: 80, hostPort", by: "{port: 443, hostPort", in: "images/web.yaml")
      try fleet.write(
        """
        apiVersion: merlon.dev/v1
        kind: SecurityRequirement
        metadata: {name: answers}
        spec:
          selector: {matchLabels: {exposure: public}}
          probes: [{get: /, expect: 200}, {get: /none, expect: 404}]

        """, to: "requirements/answers.yaml")
      try await fleet.commit("HTTPS")
      let scratch = try Scratch()
      _ = try SecretsImage.secret(
        "ec", for: "web.example", algorithm: "ec -pkeyopt ec_paramgen_curve:P-256", in: scratch)
      try scratch.shell("mkdir -m 700 secrets")
      try await body(fleet, scratch)
    }
  }

  @Test func `the host's certificate is served, and nowhere kept`() async throws {
    try await Self.withPolicy { fleet, scratch in
      try scratch.shell("cat ec.pem ec.key > secrets/web-cert.pem; chmod 600 secrets/web-cert.pem")
      try await fleet.startHost("local", "--secrets", scratch.path + "/secrets")
      let pass = try await fleet.reconcile(expecting: 0)
      #expect(pass.output.contains("enforced web"), "\(pass)")
      try scratch.shell(
        """
        curl -sf --cacert ec.pem --resolve web.example:\(fleet.port):127.0.0.1 \
          https://web.example:\(fleet.port)/ -o page
        cmp page \(fleet.path)/site/index.html
        """)
      #expect(fleet.ask("/") == nil, "no plain HTTP")
      // The key, as text or as the bytes that a guest gets, is in no file of repository or agent.
      try scratch.shell(
        """
        openssl pkey -in ec.key -outform DER | tail -c +37 | head -c 32 > private
        python3 - <<'PROGRAM'
        import os
        text = open("ec.key", "rb").read().splitlines()[2]
        private = open("private", "rb").read()
        assert len(private) == 32
        assert private in open("ec.key.der", "rb").read()
        for folder, _, files in os.walk("\(fleet.path)"):
            for name in files:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    content = open(path, "rb").read()
                    assert private not in content and text not in content, path
        PROGRAM
        """)
      let lines = fleet.monitors.values.map { $0.joined(separator: " ") }
      #expect(lines.count == 1 && lines[0].contains("--block-readonly:secrets=@"), "\(lines)")
    }
  }

  @Test func `a missing certificate is told by its path, and served once it is there`()
    async throws
  {
    try await Self.withPolicy { fleet, scratch in
      try await fleet.startHost("local", "--secrets", scratch.path + "/secrets")
      let pass = try await fleet.merlon("reconcile", "--once")
      #expect(pass.status != 0)
      #expect(
        pass.description.contains("there is no \(scratch.path)/secrets/web-cert.pem; put"),
        "\(pass)")
      try scratch.shell("cat ec.pem ec.key > secrets/web-cert.pem; chmod 644 secrets/web-cert.pem")
      let open = try await fleet.merlon("reconcile", "--once")
      #expect(open.description.contains("chmod 0600"), "\(open)")
      try scratch.shell("chmod 600 secrets/web-cert.pem")
      try await Patience.wait(until: "HTTPS") {
        let status = try? scratch.shell(
          "curl -sk -o page -w '%{http_code}' https://127.0.0.1:\(fleet.port)/ || true")
        return status == "200"
      }
    }
  }
}
