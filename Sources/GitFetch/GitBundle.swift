import Subprocess
import SystemPackage
import Vocabulary

/// References of a repository with all that they need, in one file that git fetches from as from
/// another repository.
package enum GitBundle {
  private static let outputBytesMax = 1 << 16

  /// Writes a file.
  ///
  /// - Parameter environment: The caller's; what git needs of it is passed on.
  /// - Throws: `.failed` with what git said.
  package static func write(
    _ references: [String], ofRepositoryAt gitFolder: String, to file: String,
    environment: [String: String]
  ) async throws(FetchError) {
    let arguments =
      ["--git-dir=\(gitFolder)"] + GitEnvironment.settings.flatMap { ["-c", $0] }
      + ["bundle", "create", "--quiet", file] + references
    let variables = GitEnvironment.variables(of: environment, protocols: "file")
    do {
      let result = try await Subprocess.run(
        .name("git"), arguments: Arguments(arguments),
        environment: .custom(variables.map { Array("\($0.key)=\($0.value)\0".utf8) }),
        output: .discarded, error: .string(limit: outputBytesMax))
      guard result.terminationStatus != .exited(0) else { return }
      throw FetchError.failed(GitEnvironment.words(of: result.standardError))
    } catch let error as FetchError {
      throw error
    } catch {
      throw .failed("git cannot be run: \(error)")
    }
  }
}
