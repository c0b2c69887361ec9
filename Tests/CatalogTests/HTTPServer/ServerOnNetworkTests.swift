import Catalog
import Foundation
import TestSupport
import Testing

/// The server on the network stack that it has in an image, under sanitizers.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .aside,
  .timeLimit(.minutes(30)))
struct ServerOnNetworkTests {
  private static let modules = Catalog.directory + "/applications"
  private static let packages =
    ProcessInfo.processInfo.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"

  @Test func `whatever clients, wire and heap do, nothing is used after it is gone`() throws {
    try run([], flags: [])
  }

  @Test func `whatever an upstream does besides, nothing is used after it is gone`() throws {
    let proxy = Self.modules + "/reverse-proxy"
    try run(
      ["failing_proxy.c", "failing_upstream.c", "random_upstream.c"].map { "server/\($0)" }
        + ["request.c", "response.c", "fields.c"].map { "\(proxy)/\($0)" }
        + ["\(Self.modules)/lwip/packet.c"],
      flags: ["-DHARNESS_STREAM", "-I\(proxy)"])
  }

  private func run(_ sources: [String], flags: [String]) throws {
    let core = [
      "def", "inet_chksum", "init", "ip", "ipv4/icmp", "ipv4/ip4", "ipv4/ip4_addr", "mem", "memp",
      "netif", "pbuf", "tcp", "tcp_in", "tcp_out", "timeouts",
    ]
    let harness = try HTTPHarness(
      ["server/server_main.c"]
        + [
          "http-server/eviction.c", "http-server/stream_tcp.c", "http-server/session.c",
          "lwip/half_open.c", "lwip/reopening.c", "lwip/succession.c", "lwip/checksum.c",
        ].map { "\(Self.modules)/\($0)" }
        + core.map { "\(Self.packages)/lwip/src/core/\($0).c" } + sources,
      in: Scratch(),
      headers: [
        SourceTree.path(of: "Tests/CatalogTests/Harness/server"), "\(Self.modules)/lwip/include",
        "\(Self.packages)/lwip/src/include",
      ],
      flags: ["-Wno-unused-parameter"] + flags)
    let seeds = Seeds.first(60)
    // The program prints each seed before its run, and a failed test shows what it printed.
    _ = try harness.run(["\(seeds[0])", "\(seeds.count)"])
  }
}
