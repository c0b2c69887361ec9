import Foundation
import TestSupport
import Testing

@testable import Toolchains

/// What a compiler may not do to whoever waits for it.
@Suite(.timeLimit(.minutes(10))) struct CompilerProcessTests {
  /// Runs a shell that writes the ids of what it leaves behind to `ids`, and then goes on for ever.
  private func run(
    _ script: String, in scratch: Scratch, limit: Duration
  ) async throws(ToolchainError) -> CompilerProcess.Outcome {
    try await CompilerProcess(
      program: "/bin/sh", arguments: ["-c", script], folder: scratch.path, source: "endless.c",
      searchPath: "/usr/bin:/bin", timeLimit: limit
    ).run()
  }

  @Test(arguments: [
    "sleep 3000 & echo $! $$ > ids; wait",
    // Nobody has to listen to what is asked nicely.
    "trap '' TERM; sleep 3000 & echo $! $$ > ids; while :; do sleep 3000; done",
  ])
  func `who takes too long is ended with all its children`(script: String) async throws {
    let scratch = try Scratch()
    do {
      _ = try await run(script, in: scratch, limit: .seconds(10))
      Issue.record("it came to an end")
    } catch {
      #expect("\(error)" == "compiling endless.c was ended: it took longer than 10.0 seconds")
    }
    let ids = try scratch.read("ids").split(whereSeparator: \.isWhitespace)
    #expect(ids.count == 2)
    try await Patience.wait(until: "\(ids) to end") { !ids.contains { isRunning($0) } }
  }

  @Test func `a cancelled build ends its compiler`() async throws {
    let scratch = try Scratch()
    let task = Task {
      try await run("echo $$ > ids; sleep 3000", in: scratch, limit: .seconds(3000))
    }
    let id = try await Patience.wait(for: "the compiler") {
      try? scratch.read("ids").split(whereSeparator: \.isWhitespace).first
    }
    task.cancel()
    await #expect(throws: ToolchainError.self) { try await task.value }
    try await Patience.wait(until: "\(id) to end") { !isRunning(id) }
  }

  @Test func `nothing of this process's environment is seen`() async throws {
    let outcome = try await run("env | cut -d= -f1 | sort", in: try Scratch(), limit: .seconds(60))
    #expect(outcome.isSuccess)
    #expect(outcome.output.split(separator: "\n") == ["HOME", "LC_ALL", "PATH", "PWD", "TMPDIR"])
  }

  /// Whether a process is there, and no zombie that somebody has yet to bury.
  private func isRunning(_ id: Substring) -> Bool {
    FileManager.default.contents(atPath: "/proc/\(id)/cmdline")?.isEmpty == false
  }
}
