package import GitStore
package import ImageStore
package import Solo5
package import Toolchains
package import Vocabulary

/// Why an image could not be built.
package enum BuildFailure: Error, Sendable, CustomStringConvertible {
  /// What is to be sealed in is wrong.
  case rejected(Rejection)
  /// A toolchain could not build it.
  case toolchain(ImageName, ToolchainError)
  /// What the store has for it is not as an image must be.
  case malformed(ImageName, ImageError)
  /// The image store failed.
  case store(ImageStoreError)
  /// The repository cannot be read.
  case git(GitError)

  /// What happened and what to do next.
  package var description: String {
    switch self {
    case .rejected(let rejection):
      rejection.diagnostics.map(\.description).joined(separator: "\n")
    case .toolchain(let image, let error): "image \(image) cannot be built: \(error)"
    case .malformed(let image, let error):
      "the built image \(image) cannot be measured: \(error); delete the store to build it again"
    case .store(let error): error.description
    case .git(let error): error.description
    }
  }

  /// What the policy's author has to mend; `nil` when it is this machine that lacks something.
  package func diagnostics(for document: SourceLocation) -> [Diagnostic]? {
    switch self {
    case .rejected(let rejection): return rejection.diagnostics
    case .toolchain(_, let error):
      switch error {
      case .toolMissing, .mirageMissing, .toolUnusable, .packageMissing, .file, .cancelled:
        return nil
      default:
        // A diagnostic has one line: what failed, then each error of the compiler.
        let lines = description.split(separator: "\n").map(String.init)
        let errors = lines.dropFirst().filter { $0.contains("error: ") }
        return (lines.prefix(1) + errors.prefix(Limits.diagnosticsRecordedMax - 1))
          .map { Diagnostic(at: document, $0) }
      }
    case .malformed, .store, .git: return nil
    }
  }
}
