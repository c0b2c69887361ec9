import Foundation
import Inventory
import Policy
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// What a policy does not ask for leaves nothing in the image.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(10)))
struct AbsenceTests {
  /// A text that only the mechanism's code has.
  private static let traces: [String: String] = [
    "access-control": "/sealed-resource",
    "answer-count": "answer-count: answers=",
    "basic-auth": "Basic realm=",
    "bearer-auth": "invalid_token",
    "bearer-hs256": "has fewer than 32 bytes",
    "firewall": "firewall: this is no rule",
    "ip-allowlist": "ip-allowlist: this is no network",
    "mtls-auth": "mtls-auth: this is no certificate",
    "rate-limit": "Retry-After",
    "request-filter": "xp_cmdshell",
    "request-log": #""principal":"#,
    "security-headers": "Strict-Transport-Security",
  ]

  private static let key = """
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60\
    p8D54WK84zV2sxXs7LtkBoN79R9Q==
    """

  private static let all = """
    http-server: {}
    access-control: {resources: {/sealed-resource: [b]}}
    answer-count: {}
    basic-auth: {users: {alice: x}}
    bearer-auth: {issuer: i, audience: a, keys: {k: "\(key)"}}
    bearer-hs256: {keys: {k: s}}
    firewall: {allow: [tcp 80]}
    ip-allowlist: {networks: [10.0.0.0/8]}
    mtls-auth: {authorities: [x]}
    tls: {certificate: c}
    rate-limit: {}
    request-filter: {}
    request-log: {}
    security-headers: {}
    """

  @Test func `an image holds the mechanisms that it was asked to, and no others`() async throws {
    let scratch = try Scratch()
    let toolchain = try await EmbeddedToolchain.find(
      cache: scratch.path + "/cache", environment: ProcessInfo.processInfo.environment)
    func build(_ modules: String) async throws -> BuildResult {
      let request = BuildRequest(
        image: "web", target: .spt, modules: try ShippedModule.seal(modules), note: [:])
      return try await toolchain.build(request, jobs: 2)
    }
    func owners(_ result: BuildResult) -> Set<String> {
      Set(result.contents.symbols.compactMap(\.module))
    }
    let (all, one) = (try await build(Self.all), try await build("http-server: {}"))
    let (full, bare) = (Data(all.bytes), Data(one.bytes))
    #expect(owners(one) == ["lwip", "http-server"])
    #expect(owners(all).isSuperset(of: Self.traces.keys))
    for (mechanism, trace) in Self.traces {
      #expect(full.firstRange(of: Data(trace.utf8)) != nil, "\(mechanism)")
      #expect(bare.firstRange(of: Data(trace.utf8)) == nil, "\(mechanism)")
    }
    // An option that is off.
    let without = Data(
      try await build(
        Self.all.replacing(
          "security-headers: {}",
          with: "security-headers: {x-frame-options: \"\", permissions-policy: \"\"}")
      ).bytes)
    for field in ["X-Frame-Options", "Permissions-Policy"] {
      #expect(full.firstRange(of: Data(field.utf8)) != nil)
      #expect(without.firstRange(of: Data(field.utf8)) == nil)
    }
    #expect(without.firstRange(of: Data("Referrer-Policy".utf8)) != nil)
  }
}
