import Foundation

/// A real browser, without a window: Debian's chromium-headless-shell.
package enum Browser {
  private static let program = "/usr/bin/chromium-headless-shell"

  /// Whether it is there; prints why not.
  package static let isThere: Bool = {
    let isThere = FileManager.default.isExecutableFile(atPath: program)
    if !isThere { print("browser tests: skipped: no \(program); run .ci/packages --tests") }
    return isThere
  }()

  /// A page as the browser has it.
  package struct View: Sendable {
    /// The document after everything in it ran.
    package let document: String
    /// What the browser complained of.
    package let log: String
    /// The commonest colours of its picture, in hex.
    package let colours: [String]
  }

  /// Opens the page in a file and takes its picture.
  package static func open(_ file: String) async throws -> View {
    let scratch = try Scratch()
    let common = [
      "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
      "--enable-logging=stderr", "--user-data-dir=\(scratch.path)/profile",
    ]
    func run(_ arguments: [String], _ name: String) async throws -> Child {
      let child = try Child(
        program, common + arguments + ["file://" + file],
        environment: ["HOME": scratch.path, "PATH": "/usr/bin:/bin"], folder: scratch.path,
        label: "\(scratch.path)/\(name)")
      guard try await child.wait() == .exited(0) else { throw ChildError(program, child.error) }
      return child
    }
    let dump = try await run(["--dump-dom"], "dump")
    let picture = scratch.path + "/page.png"
    _ = try await run(["--screenshot=\(picture)", "--window-size=800,600"], "shot")
    let count = try Child(
      "/usr/bin/python3",
      [SourceTree.path(of: "Tests/TestSupport/Scripts/colours.py"), picture],
      environment: [:], folder: scratch.path, label: scratch.path + "/colours")
    guard try await count.wait() == .exited(0) else { throw ChildError("colours.py", count.error) }
    let colours = count.output.split(separator: "\n").map(String.init)
    return View(document: dump.output, log: dump.error, colours: colours)
  }
}
