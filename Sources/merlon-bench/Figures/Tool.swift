import Foundation

/// Programs of the system and of this build, run to their end.
enum Tool {
  /// Where this program is, and merlon and merlon-ukvm with it.
  static let binaries = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  static let searchPath =
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/sbin"

  /// Where a program is: beside this one if it is Merlon's, else in PATH.
  static func path(of program: String) -> String? {
    if program.hasPrefix("/") { return program }
    let folders =
      program.hasPrefix("merlon")
      ? [binaries.path] : searchPath.split(separator: ":").map(String.init)
    return folders.map { "\($0)/\(program)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Starts a program; its output goes to a file, its complaints to ours.
  static func start(
    _ words: [String], input: String = "/dev/null", output: String? = "/dev/null",
    settings: [String: String] = [:]
  ) throws -> Child {
    guard let program = words.first.flatMap(path) else {
      throw Failure("there is no \(words.first ?? "program")")
    }
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = searchPath
    return try Child(
      program, Array(words.dropFirst()), environment: environment.merging(settings) { $1 },
      input: input, output: output)
  }

  /// Runs a program to its end, in the room, and returns what it wrote.
  @discardableResult
  static func run(
    _ words: [String], input: String = "", settings: [String: String] = [:]
  ) throws -> String {
    let question = try Room.write(input, to: "input")
    let answer = Room.folder + "/output"
    let child = try start(words, input: question, output: answer, settings: settings)
    let status = child.wait()
    let text = String(decoding: try Data(contentsOf: URL(filePath: answer)), as: UTF8.self)
    guard status == 0 else {
      throw Failure("\(words.joined(separator: " ")) ended with \(status); see above\n\(text)")
    }
    return text
  }
}
