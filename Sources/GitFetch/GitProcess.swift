import Subprocess
import SystemPackage

/// One run of git on a repository, without a terminal that could ask for a password, and with an
/// end: `timeout` watches it, and not we, so that it ends also when this program was killed.
struct GitProcess: Sendable {
  static let outputBytesMax = 1 << 16

  /// The git folder of the repository.
  let gitFolder: String
  /// All variables that git sees.
  let variables: [String: String]
  /// For how long it may run, as `timeout` reads it, and what runs git within that.
  let limit: [String]

  /// Runs a command; what git complains of is kept.
  func run<Output: OutputProtocol>(
    _ command: [String], settings: [String] = GitEnvironment.settings,
    input: some InputProtocol = .none, output: Output
  ) async throws -> ExecutionResult<Void, Output, StringOutput<UTF8>> {
    var options = PlatformOptions()
    options.createSession = true
    let arguments =
      limit + ["git", "--git-dir=\(gitFolder)"] + settings.flatMap { ["-c", $0] } + command
    return try await Subprocess.run(
      .name("timeout"), arguments: Arguments(arguments),
      environment: .custom(variables.map { Array("\($0.key)=\($0.value)\0".utf8) }),
      workingDirectory: FilePath(gitFolder), platformOptions: options, input: input,
      output: output, error: .string(limit: Self.outputBytesMax))
  }
}
