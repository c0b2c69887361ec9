import Foundation
import TestSupport
import Testing

/// Tokens by a key that the host shares with who signs them, from policy to image.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct SharedKeyTests {
  private static let key = "0123456789abcdef0123456789abcdef-shared"

  @Test func `the host's key verifies tokens, and is nowhere kept`() async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace(
        "http-server: {port: 80}",
        by: """
          http-server: {port: 80}
              bearer-auth: {issuer: i, audience: web, keys: {}}
              bearer-hs256: {keys: {k: token-key}}
              access-control: {anonymous: deny}
          """, in: "images/web.yaml")
      try await fleet.commit("Tokens")
      let scratch = try Scratch()
      try scratch.shell("mkdir -m 700 secrets")
      try await fleet.startHost("local", "--secrets", scratch.path + "/secrets")
      let early = try await fleet.merlon("reconcile", "--once")
      #expect(early.description.contains("there is no \(scratch.path)/secrets/token-key.key; put"))
      try scratch.write(Self.key + "\n", to: "secrets/token-key.key")
      try scratch.shell("chmod 600 secrets/token-key.key")
      try await Patience.wait(until: "the image") { fleet.ask("/") == 403 }
      let program = """
        import base64, hashlib, hmac, json, time
        def part(bytes): return base64.urlsafe_b64encode(bytes).rstrip(b"=")
        def token(key, **header):
            claims = {"iss": "i", "aud": "web", "sub": "robot", "exp": int(time.time()) + 600}
            text = part(json.dumps(header).encode()) + b"." + part(json.dumps(claims).encode())
            return (text + b"." + part(hmac.new(key, text, hashlib.sha256).digest())).decode()
        key = b"\(Self.key)"
        for each in [token(key, alg="HS256", kid="k"), token(key, alg="HS256"),
                     token(key, alg="ES256", kid="k"), token(key, alg="HS256", kid="j"),
                     token(key[:-1], alg="HS256", kid="k"), token(key, alg="none", kid="k"),
                     token(key, alg="HS512", kid="k")]:
            print(each)
        """
      try scratch.write(program, to: "tokens.py")
      let statuses = try scratch.shell(
        """
        python3 tokens.py | while read token; do
          curl -s -o answer -w '%{http_code} ' -H "Authorization: Bearer $token" \
            http://127.0.0.1:\(fleet.port)/
        done
        """)
      #expect(statuses.split(separator: " ") == ["200", "200", "401", "401", "401", "401", "401"])
      // The key is in no file of repository or agent.
      try scratch.shell("! grep -rqF \(Self.key) \(fleet.path)")
    }
  }
}
