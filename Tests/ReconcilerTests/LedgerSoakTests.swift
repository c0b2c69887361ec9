import Attestation
import Foundation
import GitStore
import Glibc
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Several writers of one ledger on a server, killed at random.
///
/// `MERLON_SOAK_LINES=100` lets it go on for longer.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(60)))
struct LedgerSoakTests {
  private static let writers = 8
  private static let lines =
    ProcessInfo.processInfo.environment["MERLON_SOAK_LINES"].flatMap { Int($0) } ?? 2

  /// One writer: the process that runs now, and what it and those before it acknowledged.
  private struct Writer {
    let name: String
    var child: Child
    var acknowledged = 0

    /// Counts what the process has said so far.
    mutating func listen(from start: Int) -> Int {
      let said = child.output.split(separator: "\n").count { $0.hasPrefix("ack ") }
      acknowledged = max(acknowledged, start + said)
      return acknowledged
    }
  }

  @Test(arguments: GitServer.Transport.allCases)
  func `every acknowledged line is there exactly once`(
    transport: GitServer.Transport
  ) async throws {
    try await Fleet.withCommitted { fleet in
      let bare = fleet.root + "/srv/policy.git"
      try await fleet.git("clone", "--quiet", "--bare", fleet.path, bare)
      try await fleet.git("-C", bare, "config", "http.receivepack", "true")
      let server = try await GitServer(
        transport, of: fleet.root + "/srv", state: fleet.root + "/server")
      fleet.environment.merge(server.variables) { $1 }
      let result: Result<Void, any Error>
      do {
        result = .success(try await soak(fleet, server.base + "policy.git", transport))
      } catch { result = .failure(error) }
      await server.stop()
      try result.get()
      try expectWhole(fleet, bare)
    }
  }

  private func start(_ name: String, from: Int, _ fleet: Fleet) throws -> Child {
    try fleet.start(
      E2E.merlon + "-bench",
      [
        "ledger-writer", "--repo", fleet.root + "/" + name, "--key",
        fleet.path + "/.git/merlon/controller.key", "--name", name, "--from", "\(from)", "--count",
        "\(Self.lines)",
      ])
  }

  private func soak(
    _ fleet: Fleet, _ url: String, _ transport: GitServer.Transport
  ) async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed), \(transport)")
    var random = SplitMix64(seed: seed)
    var writers: [Writer] = []
    for number in 0..<Self.writers {
      let name = "w\(number)"
      try await fleet.git("clone", "--quiet", "--bare", url, fleet.root + "/" + name)
      writers.append(Writer(name: name, child: try start(name, from: 0, fleet)))
    }
    var starts = [Int](repeating: 0, count: writers.count)
    var kills = 0
    while true {
      try await Task.sleep(for: .milliseconds(Int.random(in: 50...400, using: &random)))
      var isDone = true
      for index in writers.indices {
        if writers[index].listen(from: starts[index]) < Self.lines {
          isDone = false
          #expect(!writers[index].child.hasEnded, "\(writers[index].child.error)")
        }
      }
      if isDone { break }
      guard kills < Self.writers * Self.lines else { continue }
      kills += 1
      let victim = Int.random(in: writers.indices, using: &random)
      writers[victim].child.send(SIGKILL)
      _ = try await writers[victim].child.wait()
      starts[victim] = writers[victim].listen(from: starts[victim])
      writers[victim].child = try start(writers[victim].name, from: starts[victim], fleet)
    }
    for writer in writers { _ = try await writer.child.wait() }
  }

  /// Each line of each writer once, in a chain that verifies from its first commit.
  private func expectWhole(_ fleet: Fleet, _ bare: String) throws {
    let key = try SigningKey(readingFile: fleet.path + "/.git/merlon/controller.key")
    let ledger = Ledger(
      repositoryAt: bare,
      signers: AllowedSigners([
        AllowedSigner(
          principals: [LedgerReference.controller.principal], key: key.publicKey)
      ]))
    let contents = try ledger.read()
    #expect(contents.findings.isEmpty, "\(contents.findings)")
    #expect(try ledger.verifyHistory().isEmpty)
    let names = contents.ordered.compactMap(\.key).sorted()
    let expected = (0..<Self.writers).flatMap { writer in
      (0..<Self.lines).map { "bench/w\(writer)/\($0)" }
    }
    #expect(names == expected.sorted())
  }
}
