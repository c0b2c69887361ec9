import Foundation
import TestSupport
import Testing
import Vocabulary

/// `merlon audit rebuild`, by a second builder with a key of its own.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct AuditRebuildCommandTests {
  /// What `merlon audit rebuilds` says of the images.
  private func states(_ fleet: Fleet) async throws -> [String?] {
    let answer = try await fleet.merlon("audit", "rebuilds", "--output", "json").json()
    return (answer["rows"]?.array ?? []).map { $0["state"]?.string }
  }

  @Test func `the same bytes come out, and who says so counts if it is somebody else`()
    async throws
  {
    try await Fleet.withServing { fleet in
      #expect(try await states(fleet) == ["not rebuilt"])
      let plain = try await fleet.merlon("audit", "rebuild", "web", "--output", "json")
      #expect(plain.status == 0, "\(plain)")
      let result = try plain.json()
      let instance = try await fleet.instance("web")
      #expect(result["isSame"] == .boolean(true))
      #expect(result["rebuilt"]?.string == instance?["digest"]?.string)
      #expect(result["notes"] == .null)
      #expect(try await states(fleet) == ["not rebuilt"], "nobody signed")
      // A key that policy does not name cannot record anything.
      let key = fleet.root + "/lab.key"
      let made = try await fleet.merlon("key", "generate", "--rebuilder", "lab", "--key", key)
      #expect(made.status == 0 && made.output.hasPrefix("rebuilder@lab "), "\(made)")
      let unknown = try await fleet.merlon("audit", "rebuild", "web", "--sign", "lab", "--key", key)
      #expect(unknown.status == 2 && unknown.error.contains("rebuilder@lab "), "\(unknown)")
      let list = try String(contentsOfFile: "\(fleet.path)/\(Fleet.signers)", encoding: .utf8)
      try fleet.write(list + made.output, to: Fleet.signers)
      try await fleet.commit("A rebuilder")
      try await fleet.reconcile(expecting: 0)
      let signed = try await fleet.merlon("audit", "rebuild", "web", "--sign", "lab", "--key", key)
      #expect(signed.status == 0 && signed.output.contains("same: web of"), "\(signed)")
      let answer = try await fleet.merlon("audit", "rebuilds", "--output", "json").json()
      let row = try #require(answer["rows"]?.array?.first)
      #expect(row["state"]?.string == "reproduced")
      #expect(row["by"] == .array([.string("rebuilder@lab")]))
      #expect(row["builder"]?.string == "controller@merlon")
      let verified = try await fleet.merlon("audit", "verify", "--full")
      #expect(verified.status == 0, "\(verified)")
      let log = try await fleet.git("log", "--format=%s", "refs/notes/merlon/rebuilders/lab")
      #expect(log.split(separator: "\n").count == 1)
    }
  }

  @Test func `an image that was built of something else is found out`() async throws {
    try await Fleet.withServing { fleet in
      let key = fleet.root + "/lab.key"
      let made = try await fleet.merlon("key", "generate", "--rebuilder", "lab", "--key", key)
      let list = try String(contentsOfFile: "\(fleet.path)/\(Fleet.signers)", encoding: .utf8)
      try fleet.write(list + made.output, to: Fleet.signers)
      try await fleet.commit("A rebuilder")
      try await fleet.reconcile(expecting: 0)
      // One constant of lwIP is another one on the second machine.
      let sources =
        fleet.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"
      let copy = fleet.root + "/sources"
      try FileManager.default.copyItem(atPath: sources, toPath: copy)
      let file = copy + "/lwip/src/core/tcp.c"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacing("0xc000", with: "0xc001")
        .write(toFile: file, atomically: true, encoding: .utf8)
      fleet.environment["MERLON_SOURCES"] = copy
      let other = try await fleet.merlon("audit", "rebuild", "web", "--sign", "lab", "--key", key)
      #expect(other.status == 1 && other.output.contains("different: web of"), "\(other)")
      #expect(other.output.contains("as the image key shows"), "\(other)")
      #expect(try await states(fleet) == ["differs"])
      // Found also by one who has verified before, each time, and located.
      for _ in 0..<2 {
        let found = try await fleet.merlon("audit", "verify")
        #expect(found.status == 1 && found.output.contains("finding (rebuild)"), "\(found)")
        #expect(found.output.contains("rebuilder@lab built image web"), "\(found)")
        #expect(found.output.contains("git notes --ref=merlon/rebuilders/lab show"), "\(found)")
      }
      #expect(try await fleet.merlon("audit", "runs").status == 0, "no reason to doubt the ledger")
      fleet.environment["MERLON_SOURCES"] = sources
      let same = try await fleet.merlon("audit", "rebuild", "web", "--sign", "lab", "--key", key)
      #expect(same.status == 0, "\(same)")
      #expect(try await states(fleet) == ["disputed"])
      let settled = try await fleet.merlon("audit", "verify")
      #expect(settled.status == 0, "\(settled)")
    }
  }
}
