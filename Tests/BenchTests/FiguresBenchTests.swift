import Foundation
import Glibc
import TestSupport
import Testing

/// `merlon-bench figures`, in its smallest form: whether it measures, not how fast anything is.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FiguresBenchTests {
  private static let program = E2E.merlon + "-bench"

  /// What keeps figures from being measured here; prints it.
  static let obstacle: String? = {
    let found = findObstacle()
    if let found { print("figures: skipped: \(found)") }
    return found
  }()

  private static func findObstacle() -> String? {
    if !E2E.isPossible { return E2E.reason }
    if geteuid() != 0 { return "not root" }
    for tool in ["/usr/bin/wrk", "/usr/bin/gnuplot", "/usr/bin/setpriv", "/usr/bin/openssl"]
    where access(tool, X_OK) != 0 {
      return "there is no \(tool); run .ci/packages --tests"
    }
    let namespaces = ["--net", "--mount", "--pid", "--fork", "--mount-proc"]
    let mount = ["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"]
    guard (try? Scratch().run("unshare", namespaces + mount)) != nil else {
      return "no namespaces can be made here"
    }
    return ProcessInfo.processInfo.activeProcessorCount < 2 ? "one processor" : nil
  }

  private func start(_ arguments: [String], in scratch: Scratch) throws -> Child {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Child(
      Self.program, ["figures"] + arguments, environment: ["PATH": path, "HOME": scratch.path],
      folder: scratch.path, label: scratch.path + "/bench")
  }

  @Test func `the help says what is needed, and has examples`() async throws {
    let scratch = try Scratch()
    let bench = try start(["--help"], in: scratch)
    #expect(try await bench.wait() == .exited(0))
    #expect(bench.output.contains("EXAMPLES\n") && bench.output.contains(".ci/packages --bench"))
  }

  @Test(.enabled(if: obstacle == nil, Comment(rawValue: obstacle ?? "")))
  func `one figure is measured, written and drawn, and leaves no network behind`() async throws {
    let scratch = try Scratch()
    let links = try scratch.run("ip", ["-brief", "link"])
    let arguments = ["--figure", "4c", "--rounds", "1", "--without-peers", "--to", "out"]
    let bench = try start(arguments, in: scratch)
    // Images are built first, which takes its time on a busy machine.
    for _ in 0..<4000 where !bench.hasEnded { try await Task.sleep(for: .milliseconds(100)) }
    let ending = try await bench.wait()
    // 1: a goal was missed, on a machine that does other things meanwhile.
    #expect([.exited(0), .exited(1)].contains(ending), "\(bench.error)")
    let lines = try scratch.read("out/figure-4c.csv").split(separator: "\n")
    #expect(lines.first == "server,request,microseconds" && lines.count == 1 + 2 * 2000)
    #expect(lines.filter { $0.hasPrefix("unikernel with mechanisms,") }.count == 2000)
    #expect(try scratch.read("out/figure-4c.svg").contains("<svg"))
    let png = try Data(contentsOf: URL(filePath: scratch.path + "/out/figure-4c.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(try scratch.read("out/figures.md").contains("| delay that mechanisms add"))
    #expect(bench.output.contains("goal mechanisms-delay "))
    #expect(try scratch.run("ip", ["-brief", "link"]) == links)
  }

  @Test(
    .enabled(if: obstacle == nil, Comment(rawValue: obstacle ?? "")), arguments: [SIGTERM, SIGKILL])
  func `a signal ends everything that was started`(signal: Int32) async throws {
    let scratch = try Scratch()
    let mark = scratch.path + "/out"
    let bench = try start(["--figure", "4b", "--without-peers", "--to", mark], in: scratch)
    try await Patience.wait(until: "the start inside") {
      bench.error.contains("figures: building")
    }
    #expect(ProcessTable.running(with: mark).count > 1)
    bench.send(signal)
    #expect(try await bench.wait() == .signalled(signal))
    try await Patience.wait(until: "the end of all") { ProcessTable.running(with: mark).isEmpty }
  }
}
