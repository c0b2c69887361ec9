import Catalog
import Foundation
import TestSupport
import Testing

/// The server on the network stack that it has in an image, under sanitizers.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(10)))
struct ServerOnNetworkTests {
  @Test func `whatever clients, wire and heap do, nothing is used after it is gone`() throws {
    let modules = Catalog.directory + "/applications"
    let packages =
      ProcessInfo.processInfo.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"
    let core = [
      "def", "inet_chksum", "init", "ip", "ipv4/icmp", "ipv4/ip4", "ipv4/ip4_addr", "mem", "memp",
      "netif", "pbuf", "tcp", "tcp_in", "tcp_out", "timeouts",
    ]
    let harness = try HTTPHarness(
      ["server/server_main.c"]
        + ["stream_tcp.c", "session.c"].map { "\(modules)/http-server/\($0)" }
        + core.map { "\(packages)/lwip/src/core/\($0).c" },
      in: Scratch(),
      headers: [
        SourceTree.path(of: "Tests/CatalogTests/Harness/server"), "\(modules)/lwip/include",
        "\(packages)/lwip/src/include",
      ],
      flags: ["-Wno-unused-parameter"])
    let seeds = Seeds.first(60)
    // The program prints each seed before its run, and a failed test shows what it printed.
    _ = try harness.run(["\(seeds[0])", "\(seeds.count)"])
  }
}
