import Subprocess
import SystemPackage

/// One run of a compiler or linker: no environment but its own, and ended when it takes too long.
struct CompilerProcess: Sendable {
  /// The program's path.
  let program: String
  let arguments: [String]
  /// The folder that relative paths start from.
  let folder: String
  /// What to name in messages.
  let source: String
  /// Where it looks for other programs.
  var searchPath = ""
  /// The longest that it may take.
  var timeLimit = Duration.seconds(120)

  /// The most bytes of diagnostics that are kept of one compilation.
  static let outputBytesMax = 1 << 20

  /// How a run ended.
  struct Outcome: Sendable {
    let isSuccess: Bool
    /// What the program wrote to both of its outputs.
    let output: String
  }

  /// Runs the program to its end.
  func run() async throws(ToolchainError) -> Outcome {
    let results = await withTaskGroup(of: Result<Outcome, ToolchainError>?.self) { group in
      group.addTask { await start() }
      group.addTask {
        do { try await Task.sleep(for: timeLimit) } catch { return nil }
        return .failure(.limit(source: source, "it took longer than \(timeLimit)"))
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    if Task.isCancelled { throw .cancelled }
    guard let results else { throw .cancelled }
    return try results.get()
  }

  private func start() async -> Result<Outcome, ToolchainError> {
    var options = PlatformOptions()
    options.processGroupID = 0
    // At once: a compiler has nothing to tidy up, and the first process of Bubblewrap's namespace,
    // which may still be waiting for the one outside, heeds no other signal.
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments),
        environment: .custom(["LC_ALL": "C", "TMPDIR": folder, "HOME": folder, "PATH": searchPath]),
        workingDirectory: FilePath(folder), platformOptions: options,
        output: .string(limit: Self.outputBytesMax), error: .string(limit: Self.outputBytesMax))
      let texts = [result.standardOutput, result.standardError].compactMap { $0 }
      return .success(
        Outcome(
          isSuccess: result.terminationStatus == .exited(0), output: texts.joined()))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .failure(
        .limit(source: source, "it wrote more than \(Self.outputBytesMax) bytes of diagnostics"))
    } catch {
      return .failure(Task.isCancelled ? .cancelled : .toolUnusable(program, "\(error)"))
    }
  }
}
