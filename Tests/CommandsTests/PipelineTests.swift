import Foundation
import TestSupport
import Testing
import Vocabulary

/// The scripts of the pipeline files, run as their forges run them, on a stand-in for the forge.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(10)))
struct PipelineTests {
  /// The forges whose files are shipped.
  enum Forge: String, CaseIterable {
    case github
    case gitlab

    /// A program that prints the scripts of the file, which become one.
    var extraction: String {
      switch self {
      case .github:
        """
        import sys, yaml
        for job in yaml.safe_load(open(sys.argv[1]))["jobs"].values():
            for step in job["steps"]:
                print(step.get("run", ""))
        """
      case .gitlab:
        """
        import sys, yaml
        print("\\n".join(yaml.safe_load(open(sys.argv[1]))["merlon plan"]["script"]))
        """
      }
    }
  }

  private static let mark = "<!-- merlon plan -->"

  /// Lends a fleet with a change on top, where the script can run, and the forge's comments.
  private func withForge(
    _ forge: Forge,
    _ body: (Fleet, _ run: () async throws -> Outcome, _ comments: String)
      async throws -> Void
  ) async throws {
    try await Fleet.withCommitted { fleet in
      let base = try await fleet.git("rev-parse", "HEAD")
      let port = try LocalPort.free()
      let comments = fleet.root + "/comments.json"
      // Others have said much, and one of them what looks like ours.
      let others = (0..<120).map { number in
        JSON.object([
          "id": .integer(number), "body": .string(Self.mark + "\nNothing to see here"),
          "user": .object(["type": .string("User")]), "author": .object(["id": .integer(9)]),
        ])
      }
      try Data(JSON.array(others).canonical.utf8).write(to: URL(filePath: comments))
      _ = try fleet.start(
        "/usr/bin/python3",
        [SourceTree.path(of: "Tests/TestSupport/Scripts/forge.py"), "\(port)", comments])
      try await Patience.wait(until: "the forge") { LocalPort.get("/user", at: port) != nil }
      let url = "http://127.0.0.1:\(port)"
      let programs = URL(filePath: E2E.merlon).deletingLastPathComponent().path
      fleet.environment.merge([
        "PATH": programs + ":/usr/bin:/bin", "GITHUB_WORKSPACE": fleet.path,
        "GITHUB_STEP_SUMMARY": fleet.root + "/summary", "TOKEN": "secret", "NUMBER": "3",
        "GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/policy", "CI_PROJECT_DIR": fleet.path,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "MERLON_NOTE_TOKEN": "secret",
        "CI_API_V4_URL": url, "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "3",
      ]) { _, new in new }
      let script = try await fleet.run(
        "/usr/bin/python3",
        ["-c", forge.extraction, SourceTree.path(of: "Examples/pipelines/\(forge.rawValue).yml")])
      try Data(script.output.utf8).write(to: URL(filePath: fleet.root + "/script"))
      try await body(
        fleet,
        {
          fleet.environment["CI_COMMIT_SHA"] = try await fleet.git("rev-parse", "HEAD")
          try? FileManager.default.removeItem(atPath: fleet.path + "/plan")
          return try await fleet.run("bash", ["-e", "-o", "pipefail", fleet.root + "/script"])
        }, comments)
    }
  }

  /// Our comments, by the text behind the mark; all of the others must be as they were.
  private func ours(in file: String) throws -> [String] {
    let all = try JSON.parse(String(contentsOfFile: file, encoding: .utf8)).array ?? []
    let (others, own) = (all.prefix(120), all.dropFirst(120))
    #expect(others.allSatisfy { $0["body"]?.string?.hasSuffix("Nothing to see here") == true })
    return own.map { $0["body"]?.string ?? "" }
  }

  @Test(arguments: Forge.allCases)
  func `posts the plan once and edits it afterwards`(forge: Forge) async throws {
    try await withForge(forge) { fleet, run, comments in
      try fleet.replace("memory: 16MiB", by: "memory: 20MiB", in: "images/web.yaml")
      try await fleet.commit("More memory")
      let first = try await run()
      #expect(first.status == 0, "\(first)")
      let plan = try ours(in: comments)
      #expect(plan.count == 1)
      #expect(plan[0].hasPrefix(Self.mark + "\n### Merlon plan: "), "\(plan)")
      try fleet.replace("    static-site", by: "    static-sight", in: "images/web.yaml")
      try await fleet.commit("A slip of the pen")
      // A refused policy is said in the same comment, and fails the job.
      let second = try await run()
      #expect(second.status == 1, "\(second)")
      let refusal = try ours(in: comments)
      #expect(refusal.count == 1)
      #expect(refusal[0].hasPrefix(Self.mark + "\n### Merlon plan: refused"), "\(refusal)")
    }
  }

  @Test func `says nothing on GitLab without a token of its own`() async throws {
    try await withForge(.gitlab) { fleet, run, comments in
      fleet.environment["MERLON_NOTE_TOKEN"] = nil
      #expect(try await run().status == 0)
      #expect(try ours(in: comments).isEmpty)
      let plan = try String(contentsOfFile: fleet.path + "/plan.md", encoding: .utf8)
      #expect(plan.hasPrefix("### Merlon plan: "))
    }
  }

  @Test(arguments: Forge.allCases)
  func `fails when nothing can be planned or posted`(forge: Forge) async throws {
    try await withForge(forge) { fleet, run, comments in
      try await fleet.commit("Nothing")
      fleet.environment["TOKEN"] = "wrong"
      fleet.environment["MERLON_NOTE_TOKEN"] = "wrong"
      #expect(try await run().status != 0)
      fleet.environment["PATH"] = "/usr/bin:/bin"
      let outcome = try await run()
      #expect(outcome.status != 0, "\(outcome)")
      #expect(try ours(in: comments).isEmpty)
    }
  }
}
