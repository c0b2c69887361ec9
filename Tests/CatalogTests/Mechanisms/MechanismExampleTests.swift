import Foundation
import TestSupport
import Testing

/// `Examples/mechanisms`, checked, enforced and asked as its users would.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct MechanismExampleTests {
  private static let folder = "Examples/mechanisms"
  private static let alice = "alice:correct horse"

  @Test func `every requirement is enforced, and its probes show it`() async throws {
    try await Self.withExample { fleet, ports in
      #expect(fleet.ask("/admin/") == 403)
      #expect(fleet.ask("/admin/", as: Self.alice) == 200)
      #expect(fleet.ask("/admin/", as: "alice:wrong") == 403)
      #expect(fleet.ask("/?id=1%2527%2520or%25201=1") == 400)
      let answer = try await curl(fleet, port: fleet.port, "/?password=secret")
      #expect(answer.contains("\r\nContent-Security-Policy: default-src 'self'; frame-ancestors"))
      #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
      // The probes have used up what one client may ask for in a minute.
      #expect(
        try await curl(fleet, port: ports.limited, "/").contains("\r\nRetry-After: "))
      try await refusesTokens(fleet, port: ports.api)
      try await logs(fleet)
    }
  }

  private func logs(_ fleet: Fleet) async throws {
    let path = fleet.path + "/.git/merlon/hosts/local/logs/mechanisms.web.log"
    try await Patience.wait(until: "the request in the log") {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").contains {
        $0.hasSuffix(#""path":"/admin/","status":200,"bytes":50,"principal":"alice"}"#)
      }
    }
    let log = try String(contentsOfFile: path, encoding: .utf8)
    #expect(!log.contains("secret") && !log.contains("correct horse"))
    // What basic authentication sends of it.
    #expect(!log.contains(Data(Self.alice.utf8).base64EncodedString()))
  }

  private func refusesTokens(_ fleet: Fleet, port: UInt16) async throws {
    let token = try await token(for: "robot", in: fleet)
    #expect(try await curl(fleet, port: port, "/orders/1").hasPrefix("HTTP/1.1 403 "))
    let field = "Authorization: Bearer "
    #expect(
      try await curl(fleet, port: port, "/orders/1", "-H", field + token)
        .hasPrefix("HTTP/1.1 404 "))
    let forged = token.dropLast(4) + "AAAA"
    let refusal = try await curl(fleet, port: port, "/orders/1", "-H", field + forged)
    #expect(refusal.hasPrefix("HTTP/1.1 401 "))
    #expect(refusal.contains("\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"))
  }

  private func curl(
    _ fleet: Fleet, port: UInt16, _ path: String, _ more: String...
  ) async throws -> String {
    try await fleet.run(
      "curl",
      ["--silent", "--include", "--max-time", "60", "http://127.0.0.1:\(port)\(path)"] + more
    ).output
  }
}

// MARK: - The example as a fleet

extension MechanismExampleTests {
  /// Lends the example, enforced on ports that are free, with a key of the test's own for tokens.
  private static func withExample(
    _ body: (Fleet, (api: UInt16, limited: UInt16)) async throws -> Void
  ) async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      let ports = (api: try LocalPort.free(), limited: try LocalPort.free())
      for path in SourceTree.files(below: folder, withExtensions: ["yaml", "html"]) {
        try fleet.write(SourceTree.text(of: path), to: String(path.dropFirst(folder.count + 1)))
      }
      for (image, port, free) in [
        ("web", "8080", fleet.port), ("api", "8081", ports.api), ("limited", "8082", ports.limited),
      ] {
        try fleet.replace("hostPort: \(port)", by: "hostPort: \(free)", in: "images/\(image).yaml")
      }
      try await useOwnKey(fleet)
      #expect(try await fleet.merlon("check").status == 0)
      try await fleet.commit("All mechanisms")
      try fleet.write("correct horse\n", to: ".git/secrets/alice")
      try await fleet.startHost("local", "--secrets", fleet.path + "/.git/secrets")
      // One after the other, so that none takes too long where much else is compiled.
      for image in ["limited", "web", "api"] {
        #expect(try await fleet.merlon("build", image).status == 0)
      }
      let outcome = try await fleet.reconcile(expecting: 0)
      for probes in ["8 of 8", "9 of 9", "3 of 3"] {
        #expect(outcome.output.contains(probes + " probes"), "\(outcome)")
      }
      try await body(fleet, ports)
    }
  }

  /// Puts a key whose other half the test has into the requirement on tokens.
  private static func useOwnKey(_ fleet: Fleet) async throws {
    let key = fleet.root + "/key.pem"
    #expect(
      try await fleet.run(
        "openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]
      ).status == 0)
    let written = try await fleet.run("openssl", ["pkey", "-in", key, "-pubout"]).output
    let sealed = try SourceTree.text(of: folder + "/requirements/tokens.yaml")
    let lines = sealed.split(separator: "\n").map(String.init)
    let old = try #require(lines.firstIndex { $0.contains("BEGIN PUBLIC KEY") })
    let new = written.split(separator: "\n").map { "          " + $0 }
    try fleet.write(
      (lines[..<old] + new + lines[(old + new.count)...]).joined(separator: "\n") + "\n",
      to: "requirements/tokens.yaml")
  }

  /// Makes a token that is good for a minute.
  private func token(for subject: String, in fleet: Fleet) async throws -> String {
    let end = Int(Date().timeIntervalSince1970) + 60
    let claims = #"{"iss":"https://id.example/","aud":"api","sub":"\#(subject)","exp":\#(end)}"#
    let text = [#"{"alg":"ES256","typ":"JWT"}"#, claims].map { Self.base64url(Array($0.utf8)) }
      .joined(separator: ".")
    let (input, output) = (fleet.root + "/signed", fleet.root + "/signature")
    try text.write(toFile: input, atomically: true, encoding: .utf8)
    let signing = try await fleet.run(
      "openssl",
      ["dgst", "-sha256", "-sign", fleet.root + "/key.pem", "-out", output, input])
    #expect(signing.status == 0, "\(signing)")
    let der = [UInt8](try Data(contentsOf: URL(filePath: output)))
    // SEQUENCE of two INTEGERs: each to 32 bytes.
    let first = Array(der[4..<(4 + Int(der[3]))])
    let second = Array(der[(6 + first.count)...])
    let raw = [first, second].flatMap { number in
      Array(repeating: 0, count: max(0, 32 - number.count)) + number.suffix(32)
    }
    return text + "." + Self.base64url(raw)
  }

  private static func base64url(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
