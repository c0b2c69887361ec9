import Foundation
import TestSupport
import Testing

/// HTTPS on hvt, which has a processor of its own.
@Suite(
  .aside, .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)),
  .enabled(if: E2E.hasKVM, "there is no /dev/kvm that can be opened"), .timeLimit(.minutes(30)))
struct BootedOnKVMTests {
  /// Where KVM runs guests in its instruction emulator, a handshake takes a quarter of a minute of
  /// the processor, and more where others want it, too: so no limit of the server's is near, and no
  /// password is verified.
  @Test func `clients are served through the mechanisms`() async throws {
    let times = ", request-timeout: 3600, idle-timeout: 3600, send-timeout: 3600"
    let modules = """
      access-control: {anonymous: allow, resources: {/admin: [alice]}}
          request-filter: {}
          security-headers: {}
          rate-limit: {rate: 6000}
          ip-allowlist: {networks: [10.0.0.0/8]}
      """
    try await BootedTLS.with(target: "hvt", server: times, modules: modules) { server in
      let address = "https://web.example:\(server.port)"
      let pages = ["/", "/admin/", "/.git/config"].map { "-o page \(address)\($0)" }
      let said = try server.scratch.shell(
        """
        curl -s --cacert ec.pem --resolve web.example:\(server.port):127.0.0.1 --max-time 1500 \
          --retry 9 --retry-delay 1 --retry-all-errors -D fields \
          -w '%{http_code} %{num_connects}\\n' \(pages.joined(separator: " "))
        cat fields
        """)
      let lines = said.split(separator: "\n").map(String.init)
      // All on one connection.
      #expect(lines.prefix(3) == ["200 1", "403 0", "400 0"], "\(said)\n\(server.console)")
      #expect(said.contains("X-Content-Type-Options: nosniff"), "\(said)")
      #expect(!server.hasEnded)
    }
  }
}
