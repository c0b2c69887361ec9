import Foundation
import TestSupport
import Testing
import Vocabulary

/// The command line as its users meet it.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct CommandLineTests {
  /// All commands that do something.
  static let commands = [
    "init", "check", "plan", "why", "why-not", "build", "reconcile", "status", "rollout status",
    "rollout pause", "rollout resume", "rollout undo", "rollout restart", "suspend", "resume",
    "audit", "host run", "host stop",
    "host connect", "key generate", "password", "schema",
  ]

  @Test func `the help of every command has examples`() async throws {
    try await Fleet.withEmpty { fleet in
      let top = try await fleet.merlon("--help")
      #expect(top.status == 0 && top.output.contains("EXAMPLES"), "\(top)")
      for command in Self.commands {
        let words = command.split(separator: " ").map(String.init)
        let help = try await fleet.run(E2E.merlon, words + ["--help"])
        #expect(help.status == 0 && help.error.isEmpty, "\(help)")
        let examples = help.output.components(separatedBy: "EXAMPLES\n").dropFirst().first
        let example = try #require(examples?.split(separator: "\n").first, "\(help)")
        #expect(example.contains("merlon \(command)"), "\(help)")
        #expect(top.output.contains("  \(words[0]) "), "\(top)")
      }
    }
  }

  @Test(arguments: [
    "nonsense", "init", "init a b", "init a --port 0", "check --nonsense", "status --output xml",
    "build", "build web --jobs 0", "host run", "password --iterations 1", "host nonsense",
    "plan --staged HEAD~1..HEAD", "plan HEAD~1...HEAD", "plan --base-dir .", "plan --output xml",
    "check --fix --staged",
    "check HEAD --fix", "why", "why-not", "suspend web --for 31d --reason x", "suspend web",
    "rollout undo", "reconcile --interval 0",
  ])
  func `wrong usage ends with 2 and says where help is`(line: String) async throws {
    try await Fleet.withEmpty { fleet in
      let outcome = try await fleet.run(E2E.merlon, line.split(separator: " ").map(String.init))
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.error.contains("--help' for more information."), "\(outcome)")
    }
  }

  /// What cannot be done, and what its message says to do next.
  static let failures: [(line: String, next: String)] = [
    ("init Bad_Name", "--fleet"),
    ("init .", "take another folder"),
    ("status --repo /nonexistent", "merlon init"),
    ("reconcile --once --key /nonexistent", "merlon key generate"),
    ("reconcile --once --branch nope", "git branch"),
    ("check nope", "git log"),
    ("plan nope..HEAD", "git log"),
    ("plan --base-dir /nonexistent --head-dir .", "name one that holds a policy"),
    ("why wbe", "the images are web"),
    ("why web http-servr", "did you mean http-server?"),
    ("why web http-server.prot", "did you mean port?"),
    ("why-not nothing-like-it", "there is none"),
    ("build web --revision nope", "git log"),
    ("build wbe", "the images are web"),
    ("build web --to /nonexistent/web.spt", "--to"),
    ("host stop local", "merlon host run"),
    ("host connect local", "merlon host run"),
    ("host run No_Name", "use a–z"),
    ("key generate", "--key"),
    ("key generate --key /nonexistent/key", "--key"),
    ("password", "write one on its first line"),
    ("schema UnikernelImmage", "did you mean UnikernelImage?"),
  ]

  @Test func `every failure says what to do next`() async throws {
    try await Fleet.withCommitted { fleet in
      for (line, next) in Self.failures {
        let outcome = try await fleet.run(E2E.merlon, line.split(separator: " ").map(String.init))
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.error.hasPrefix("merlon: ") && outcome.error.contains(next), "\(outcome)")
      }
    }
  }

  @Test func `what the machine lacks is named, with what to do`() async throws {
    try await Fleet.withCommitted { fleet in
      let environment = fleet.environment
      for (name, arguments, next) in [
        ("PATH", ["build", "web"], "install the Swift toolchain"),
        ("MERLON_SOURCES", ["build", "web"], ".ci/packages"),
        ("MERLON_UKVM", ["host", "run", "local"], "put it beside merlon"),
      ] {
        fleet.environment[name] = "/nonexistent"
        let outcome = try await fleet.run(E2E.merlon, arguments)
        #expect(outcome.status == 2 && outcome.error.contains(next), "\(outcome)")
        fleet.environment = environment
      }
    }
  }

  @Test func `the answer of every query is JSON, to jq too`() async throws {
    try await Fleet.withServing { fleet in
      try fleet.replace("16MiB", by: "20MiB", in: "images/web.yaml")
      try await fleet.commit("More memory")
      try fleet.write("kind: Nonsense\n", to: "wrong.yaml")
      for (line, status) in [
        ("check --output json", 1), ("check HEAD --output json", 0),
        ("plan --output json", 1), ("plan HEAD~1..HEAD --output json", 0),
        ("status --output json", 1), ("audit --output json", 0),
        ("build web --revision HEAD --output json", 0),
        ("why web --output json --revision HEAD", 0),
      ] {
        let outcome = try await fleet.run(
          E2E.merlon, line.split(separator: " ").map(String.init))
        #expect(outcome.status == Int32(status), "\(outcome)")
        let schema = try outcome.json()["schema"]?.string
        try fleet.write(outcome.output, to: ".git/answer.json")
        let jq = try await fleet.run("jq", ["-er", ".schema", ".git/answer.json"])
        #expect(jq.status == 0 && jq.output == (schema ?? "") + "\n", "\(jq)")
        #expect(schema?.hasPrefix("https://merlon.dev/schema/") == true, "\(outcome)")
      }
    }
  }

  @Test func `colour is for terminals, and never against NO_COLOR`() async throws {
    try await Fleet.withServing { fleet in
      fleet.environment["TERM"] = "xterm-256color"
      let piped = try await fleet.merlon("status")
      #expect(!piped.output.contains("\u{1b}"), "\(piped)")
      // `script` (util-linux) gives the command a terminal.
      let line = ["-qec", "'\(E2E.merlon)' status", fleet.root + "/typescript"]
      let coloured = try await fleet.run("script", line)
      #expect(coloured.output.contains("\u{1b}[32min sync\u{1b}[0m"), "\(coloured)")
      fleet.environment["NO_COLOR"] = "1"
      let plain = try await fleet.run("script", line)
      #expect(plain.status == 0 && plain.output.contains("in sync"), "\(plain)")
      #expect(!plain.output.contains("\u{1b}"), "\(plain)")
    }
  }
}
