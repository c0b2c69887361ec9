import Foundation
import TestSupport
import Testing
import Vocabulary

/// Catalogs in other repositories, used as authors do.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct RemoteCatalogTests {
  @Test func `a module of another repository is compiled in, and stays when that is gone`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let other = try await Other(beside: fleet)
      let pin = try await other.commit()
      try fleet.replace(
        "    - {name: app", by: other.entry(pin) + "    - {name: app", in: "merlon.yaml")
      try fleet.replace(
        "    static-site", by: "    teapot: {}\n    static-site", in: "images/web.yaml")
      try await fleet.commit("A teapot from elsewhere")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 418)
      try FileManager.default.removeItem(atPath: other.path)
      try fleet.replace("memory: 16MiB", by: "memory: 20MiB", in: "images/web.yaml")
      try await fleet.commit("More memory")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 418)
      #expect(try await fleet.instance("web")?["inSync"]?.boolean != false)
    }
  }

  @Test func `an unreachable catalog is no verdict, and keeps out no later commit`() async throws {
    try await Fleet.withServing { fleet in
      let other = try await Other(beside: fleet)
      let pin = try await other.commit()
      try FileManager.default.moveItem(atPath: other.path, toPath: other.path + ".away")
      try fleet.replace(
        "    - {name: app", by: other.entry(pin) + "    - {name: app", in: "merlon.yaml")
      let head = try await fleet.commit("A catalog")
      let outcome = try await fleet.reconcile(expecting: 2)
      #expect(outcome.error.contains("catalog other could not be fetched from \(other.path)"))
      #expect(outcome.error.contains("merlon.yaml:"))
      #expect(["none", nil].contains(try await fleet.verdicts()[head]))
      #expect(fleet.ask("/") == 200)
      let check = try await fleet.merlon("check")
      #expect(check.status == 2)
      try await fleet.git("revert", "--no-edit", "HEAD")
      try await fleet.reconcile(expecting: 0)
      let verdicts = try await fleet.verdicts()
      #expect(verdicts[head] == "FAILED", "\(verdicts)")
    }
  }

  @Test func `says where a module of another repository is wrong`() async throws {
    try await Fleet.withCommitted { fleet in
      let other = try await Other(beside: fleet)
      try other.write(
        Teapot.manifest.replacingOccurrences(of: "role: mechanism", with: "rôle: mechanism"),
        to: "modules/teapot/module.yaml")
      let pin = try await other.commit()
      let error = try await check(fleet, other.entry(pin))
      #expect(error.contains("other@\(pin.prefix(12)):modules/teapot/module.yaml:5:3: error:"))
    }
  }

  @Test func `refuses a hostile catalog`() async throws {
    try await Fleet.withCommitted { fleet in
      let other = try await Other(beside: fleet)
      try FileManager.default.createSymbolicLink(
        atPath: other.path + "/modules/teapot/stolen.c", withDestinationPath: "/etc/passwd")
      let linked = try await other.commit()
      #expect(
        try await check(fleet, other.entry(linked)).contains(
          "other@\(linked.prefix(12)):modules/teapot/stolen.c: error: symbolic links"))
      try FileManager.default.removeItem(atPath: other.path + "/modules/teapot/stolen.c")
      try other.write(
        Teapot.manifest + "#" + String(repeating: "x", count: Limits.documentBytesMax),
        to: "modules/teapot/module.yaml")
      let huge = try await other.commit()
      #expect(
        try await check(fleet, other.entry(huge)).contains(
          "other@\(huge.prefix(12)):modules/teapot/module.yaml: error: the file is larger than"))
    }
  }

  @Test func `refuses pins and folders that are not there`() async throws {
    try await Fleet.withCommitted { fleet in
      let other = try await Other(beside: fleet)
      let pin = try await other.commit()
      let nowhere = String(repeating: "7", count: 40)
      for (entry, words) in [
        (
          other.entry(nowhere, ref: nil),
          "no branch or tag of \(other.path) contains commit 777777777777"
        ),
        (other.entry(pin, folder: "elsewhere"), "has no folder elsewhere"),
        (other.entry(pin, ref: "v9"), "has no branch or tag v9"),
      ] {
        let error = try await check(fleet, entry)
        #expect(error.contains(words), "\(error)")
        #expect(error.contains("merlon.yaml:7:"), "\(error)")
        #expect(error.contains("hint: "), "\(error)")
      }
    }
  }

  @Test func `a module that two catalogs have differently is refused`() async throws {
    try await Fleet.withCommitted { fleet in
      let other = try await Other(beside: fleet)
      try other.write(
        Teapot.manifest.replacingOccurrences(of: "name: teapot", with: "name: basic-auth"),
        to: "modules/basic-auth/module.yaml")
      try other.write(Teapot.source, to: "modules/basic-auth/teapot.c")
      let pin = try await other.commit()
      let error = try await check(fleet, other.entry(pin))
      #expect(error.contains(" is in catalog other and, differently, in catalog mechanisms"))
      // The same to the byte, from another place, is no contradiction.
      try FileManager.default.removeItem(atPath: other.path + "/modules/basic-auth")
      let clean = try await other.commit()
      try FileManager.default.copyItem(
        atPath: other.path + "/modules", toPath: fleet.path + "/own")
      let entries = other.entry(clean) + "    - {name: own, folder: own}\n"
      _ = try await check(fleet, entries, expecting: 0)
    }
  }

  @Test func `a git that outlives its merlon keeps the lock of the copy`() async throws {
    try await Fleet.withCommitted { fleet in
      let other = try await Other(beside: fleet)
      let pin = try await other.commit()
      let entry = other.entry(pin).replacingOccurrences(of: other.path, with: "ssh://x.invalid/a")
      try fleet.replace("    - {name: app", by: entry + "    - {name: app", in: "merlon.yaml")
      let mark = fleet.root + "/started"
      let go = fleet.root + "/go"
      fleet.environment["GIT_SSH_COMMAND"] =
        "touch \(mark); while [ ! -e \(go) ]; do sleep 0.1; done; false"
      let merlon = try fleet.startMerlon("check")
      try await Patience.wait(until: "git") { FileManager.default.fileExists(atPath: mark) }
      merlon.send(SIGKILL)
      _ = try await merlon.wait()
      let folder = fleet.path + "/.git/merlon/catalogs"
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      let lock = folder + "/" + (try #require(names.first { $0.hasSuffix(".lock") }))
      #expect(try await fleet.run("flock", ["--nonblock", lock, "true"]).status == 1)
      #expect(FileManager.default.createFile(atPath: go, contents: nil))
      #expect(try await fleet.run("flock", ["--timeout", "60", lock, "true"]).status == 0)
    }
  }

  /// What `merlon check` says of the fleet with some catalogs more.
  private func check(
    _ fleet: Fleet, _ entry: String, expecting status: Int32 = 1
  ) async throws -> String {
    let before = try String(contentsOfFile: fleet.path + "/merlon.yaml", encoding: .utf8)
    try fleet.replace("    - {name: app", by: entry + "    - {name: app", in: "merlon.yaml")
    let outcome = try await fleet.merlon("check")
    try fleet.write(before, to: "merlon.yaml")
    #expect(outcome.status == status, "\(outcome)")
    return outcome.output
  }

  /// Somebody else's repository of modules.
  private final class Other {
    let path: String
    private let fleet: Fleet

    init(beside fleet: Fleet) async throws {
      self.fleet = fleet
      path = fleet.root + "/other"
      try await fleet.git("init", "--quiet", "--initial-branch=main", path)
      try write(Teapot.manifest, to: "modules/teapot/module.yaml")
      try write(Teapot.source, to: "modules/teapot/teapot.c")
    }

    func write(_ text: String, to file: String) throws {
      let place = URL(filePath: path).appending(path: file)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    }

    func commit() async throws -> String {
      try await fleet.git("-C", path, "add", "--all")
      try await fleet.git("-C", path, "commit", "--quiet", "--message", "Modules")
      return try await fleet.git("-C", path, "rev-parse", "HEAD")
    }

    /// The entry of `merlon.yaml` that pins a commit.
    func entry(_ commit: String, ref: String? = "main", folder: String = "modules") -> String {
      "    - {name: other, git: {url: '\(path)', commit: '\(commit)', "
        + (ref.map { "ref: \($0), " } ?? "") + "folder: \(folder)}}\n"
    }
  }
}
