import Foundation

/// Validators from PyPI that `.ci/validators` installs, each asked by a script of `Scripts`.
package enum PythonValidator {
  /// The Python with the validators of audits; prints why if it is not there.
  package static let audit: String? = python(in: "merlon-audit-validators")

  private static func python(in folder: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    // The versions that the script pins, not any that are still there.
    let script = SourceTree.path(of: ".ci/validators")
    let words = (try? String(contentsOfFile: script, encoding: .utf8))?.split { " \n".contains($0) }
    let pinned = words?.first { $0.hasPrefix(folder + "/") }.map { "\(cache)/\($0)" }
    let found = pinned.flatMap { path in
      FileManager.default.fileExists(atPath: path + "/.complete") ? path : nil
    }
    if found == nil { print("validators: skipped: no \(folder); run .ci/validators") }
    return found.map { $0 + "/bin/python" }
  }

  /// Runs a script on files and returns what it found: nothing if they are valid.
  package static func problems(
    _ script: String, _ arguments: String..., by python: String
  ) async throws -> String {
    let scratch = try Scratch()
    let child = try Child(
      python, [SourceTree.path(of: "Tests/TestSupport/Scripts/\(script)")] + arguments,
      environment: ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"], folder: scratch.path,
      label: scratch.path + "/answer")
    let ending = try await child.wait()
    return ending == .exited(0) ? child.output : "\(ending): \(child.output)\(child.error)"
  }
}
