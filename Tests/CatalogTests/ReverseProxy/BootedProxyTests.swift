import Foundation
import TestSupport
import Testing

/// The proxy in an image, between a client and an upstream in a network namespace of their own:
/// the user network lets no image out.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)),
  .enabled(if: OwnNetwork.isPossible, Comment(rawValue: OwnNetwork.reason)),
  .timeLimit(.minutes(10)))
struct BootedProxyTests {
  @Test func `bodies go both ways, and no upstream gets through with anything`() async throws {
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace(
        "http-server: {port: 80}\n    static-site: {root: site/}",
        by: """
          http-server: {port: 80, body-limit: 4194304}
              reverse-proxy: {upstream: "10.0.2.2:9000", timeout: 2, connections: 4}
              security-headers: {}
              request-log: {}
          """, in: "images/web.yaml")
      try fleet.replace("memory: 16MiB", by: "memory: 48MiB", in: "images/web.yaml")
      let file = fleet.root + "/web.spt"
      let built = try await fleet.merlon("build", "web", "--to", file)
      try #require(built.status == 0, "\(built)")
      let script = SourceTree.path(of: "Tests/CatalogTests/Harness/proxy/booted.py")
      let outcome = try await fleet.run(
        "unshare", ["-rn", "python3", script, E2E.merlon + "-ukvm", file])
      #expect(outcome.status == 0, "\(outcome)")
    }
  }
}

/// A network namespace of one's own, with a tap in it.
enum OwnNetwork {
  /// What skipped tests say.
  static let reason = "no taps in a network namespace of one's own here"

  /// Whether this process may make one; prints why not.
  static let isPossible: Bool = {
    let probe = "unshare -rn sh -c 'ip tuntap add dev t0 mode tap && ip link set t0 up'"
    if (try? Scratch().shell(probe)) != nil { return true }
    print("proxy in an image: skipped: \(reason)")
    return false
  }()
}
