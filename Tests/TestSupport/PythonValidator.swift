import Foundation

/// Validators from PyPI that `.ci/validators` installs, each asked by a script of `Scripts`.
package enum PythonValidator {
  /// The Python with the validators of audits; prints why if it is not there.
  package static let audit: String? = python(in: "merlon-audit-validators")

  private static func python(in folder: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    let versions =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(folder)")) ?? []
    let found = versions.map { "\(cache)/\(folder)/\($0)" }.first {
      FileManager.default.fileExists(atPath: $0 + "/.complete")
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
