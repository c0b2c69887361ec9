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
      let answer = try await curl(fleet, "http", port: fleet.port, "/?password=secret")
      #expect(answer.contains("\r\nContent-Security-Policy: default-src 'self'; frame-ancestors"))
      #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
      // The probes have used up what one client may ask for in a minute.
      #expect(
        try await curl(fleet, "http", port: ports["limited"], "/").contains("\r\nRetry-After: "))
      try await refusesTokens(fleet, "http", port: ports["api"], "/orders/1", "robot", is: "404")
      try await refusesTokens(fleet, "https", port: ports["jobs"], "/", "nightly", is: "200")
      try await refusesStrangers(fleet, port: ports["partners"])
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

  private func refusesTokens(
    _ fleet: Fleet, _ scheme: String, port: UInt16?, _ path: String, _ principal: String,
    is status: String
  ) async throws {
    let file = Self.secrets(fleet) + "/\(principal).token"
    let token = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(try await curl(fleet, scheme, port: port, path).hasPrefix("HTTP/1.1 403 "))
    let field = "Authorization: Bearer "
    #expect(
      try await curl(fleet, scheme, port: port, path, "-H", field + token)
        .hasPrefix("HTTP/1.1 \(status) "))
    let forged = token.dropLast(4) + "AAAA"
    let refusal = try await curl(fleet, scheme, port: port, path, "-H", field + forged)
    #expect(refusal.hasPrefix("HTTP/1.1 401 "))
    #expect(refusal.contains("\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"))
  }

  private func refusesStrangers(_ fleet: Fleet, port: UInt16?) async throws {
    #expect(try await curl(fleet, "https", port: port, "/").isEmpty)
    for (name, beginning) in [("acme", "HTTP/1.1 200 "), ("stranger", "")] {
      let identity = "\(Self.secrets(fleet))/\(name).pem"
      let answer = try await curl(fleet, "https", port: port, "/", "--cert", identity)
      #expect(answer.prefix(beginning.isEmpty ? 1 : beginning.count) == beginning, "\(name)")
    }
  }

  private func curl(
    _ fleet: Fleet, _ scheme: String, port: UInt16?, _ path: String, _ more: String...
  ) async throws -> String {
    try await fleet.run(
      "curl",
      [
        "--silent", "--include", "--max-time", "60", "--cacert",
        Self.secrets(fleet) + "/web-cert.pem",
        "\(scheme)://localhost:\(try #require(port))\(path)",
      ] + more
    ).output
  }
}

// MARK: - The example as a fleet

extension MechanismExampleTests {
  /// Each image with the port that its document has, and the probes that it has to pass.
  private static let images = [
    ("limited", 8082, 3), ("web", 8080, 8), ("api", 8081, 10), ("partners", 8443, 4),
    ("jobs", 8444, 3),
  ]

  private static func secrets(_ fleet: Fleet) -> String { fleet.root + "/secrets" }

  /// Lends the example, enforced on ports that are free.
  private static func withExample(
    _ body: (Fleet, [String: UInt16]) async throws -> Void
  ) async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      for path in SourceTree.files(below: folder, withExtensions: ["yaml", "html"]) {
        try fleet.write(SourceTree.text(of: path), to: String(path.dropFirst(folder.count + 1)))
      }
      var ports = ["web": fleet.port]
      for (image, port, _) in images {
        let free = try ports[image] ?? LocalPort.free()
        ports[image] = free
        try fleet.replace("hostPort: \(port)", by: "hostPort: \(free)", in: "images/\(image).yaml")
      }
      let made = try await fleet.run(
        SourceTree.path(of: folder + "/secrets"), [fleet.path, secrets(fleet)])
      #expect(made.status == 0, "\(made)")
      #expect(try await fleet.merlon("check").status == 0)
      try await fleet.startHost("local", "--secrets", secrets(fleet))
      // One after the other, so that none takes too long where much else is compiled; and the first
      // one counts requests, so it is not asked twice whether it is ready.
      for (image, _, count) in images {
        try await fleet.git("add", "--all", "--", ".", ":!images")
        try await fleet.git("add", "images/\(image).yaml")
        try await fleet.git("commit", "--quiet", "--message", image)
        let outcome = try await fleet.reconcile(expecting: 0)
        #expect(
          outcome.output.split(separator: "\n").contains {
            $0.hasPrefix("  enforced \(image) ") && $0.hasSuffix(", \(count) of \(count) probes")
          }, "\(outcome)")
      }
      try await body(fleet, ports)
    }
  }
}
