import Catalog
import Foundation
import TestSupport
import Testing

/// What all TLS connections run on, under bytes that are no TLS, or nearly.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .aside,
  .timeLimit(.minutes(30)))
struct EngineTests {
  /// `MERLON_FUZZ_SECONDS` makes it a long run by hand.
  @Test func `no input breaks it`() throws {
    let client = ["ssl_client", "ssl_hs_client", "prf_sha256"].map { "ssl/\($0).c" }
    let harness = try TLSHarness(
      ["engine_fuzz.c"],
      module: ["engine", "handshake", "identity", "secrets", "sha256", "p256", "p256_sign"].map {
        $0 + ".c"
      },
      bearSSL: try Self.sources() + client + ["x509/x509_knownkey.c"],
      library: ["bearssl/hashes.c"],
      // BearSSL reads words where they are, and copies no bytes from nowhere.
      flags: ["-fsanitize=fuzzer", "-fno-sanitize=alignment,nonnull-attribute"])
    let image = SecretsImage([
      try SecretsImage.secret(
        "ec", for: "web.example", algorithm: "ec -pkeyopt ec_paramgen_curve:P-256",
        in: harness.scratch)
    ])
    try image.device.write(to: URL(filePath: harness.scratch.path + "/device"))
    // Three conversations, and what OpenSSL says first.
    try harness.scratch.shell(
      #"""
      mkdir seeds
      for kind in 200 201 202; do printf "\\$kind" > seeds/$kind; done
      /usr/bin/python3 -c '
      import ssl
      context = ssl.create_default_context()
      come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
      try: context.wrap_bio(come, go, server_hostname="web.example").do_handshake()
      except ssl.SSLWantReadError: open("seeds/hello", "wb").write(b"\0" + go.read())
      '
      """#)
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 12
    let said = try harness.run([
      "-max_total_time=\(seconds)", "-max_len=3000", "-print_final_stats=1", "seeds",
    ])
    // libFuzzer prints the seed of its run first.
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }

  /// The sources of BearSSL that modules name.
  private static func sources() throws -> [String] {
    try ["tls", "bearssl-ec"].flatMap { module in
      let file = "\(Catalog.directory)/applications/\(module)/module.yaml"
      return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        .compactMap { $0.split(separator: "- src/").dropFirst().first.map(String.init) }
    }
  }
}
