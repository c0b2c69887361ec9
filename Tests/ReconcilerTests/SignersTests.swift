import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// A commit that damages the list of who may sign.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct SignersTests {
  private static let path = ".merlon/allowed_signers"
  /// A key that nobody has.
  private static let strange =
    "controller@merlon ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

  @Test(arguments: [nil, "", "# nobody\n", "controller@merlon ssh-ed25519 AAAA\n", "\0\n", strange])
  func `nothing moves until the next commit mends it`(text: String?) async throws {
    try await Fleet.withServing { fleet in
      let good = try await fleet.git("rev-parse", "HEAD")
      let signers = try await fleet.git("show", "HEAD:" + Self.path) + "\n"
      let ledger = try await fleet.git("rev-parse", "refs/notes/merlon/ledger")
      let before = try await fleet.instance("web")
      if let text {
        try fleet.write(text, to: Self.path)
      } else {
        try await fleet.git("rm", "--quiet", Self.path)
      }
      try fleet.write("<h1>damaged</h1>\n", to: "site/index.html")
      let damaged = try await fleet.commit("Damages the signers")
      let stopped = try await fleet.merlon("reconcile", "--once")
      #expect(stopped.status == 2 && stopped.error.contains(Self.path), "\(stopped)")
      #expect(LocalPort.get("/", at: fleet.port)?.body.contains("damaged") == false)
      #expect(try await fleet.git("rev-parse", "refs/notes/merlon/ledger") == ledger)
      let status = try await fleet.merlon("status")
      #expect(status.status == 2 && status.error.contains(Self.path), "\(status)")
      #expect(status.output.isEmpty, "\(status)")

      let watcher = try fleet.startMerlon("reconcile")
      try await Patience.wait(until: "the complaint") {
        watcher.error.contains(Self.path) && watcher.error.contains("trying again")
      }
      try fleet.write(signers, to: Self.path)
      try fleet.write("<h1>mended</h1>\n", to: "site/index.html")
      let mended = try await fleet.commit("Mends the signers")
      try await Patience.wait(until: "the new page") {
        LocalPort.get("/", at: fleet.port)?.body == "<h1>mended</h1>\n"
      }
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
      try await fleet.reconcile(expecting: 0)
      #expect(try await fleet.merlon("audit").status == 0)
      #expect(Set(try await fleet.verdicts().keys) == [good, damaged, mended])
      #expect(try await fleet.instance("web")?["digest"] != before?["digest"])
    }
  }
}
