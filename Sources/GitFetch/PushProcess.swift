import Subprocess
import Vocabulary

/// One run of `git push`, bounded in time.
struct PushProcess: Sendable {
  let gitFolder: String
  let variables: [String: String]

  /// Pushes references, all or none, and tells what became of it.
  func run(_ moves: [GitRemote.Move], to address: String) async -> GitRemote.Answer {
    let command =
      ["push", "--porcelain", "--atomic", "--no-verify"]
      + moves.compactMap { move in
        move.lease.map { lease in
          // Compare-and-swap: nothing is forced but from the one value that was seen.
          let old = lease.hex.allSatisfy { $0 == "0" } ? "" : lease.hex
          return "--force-with-lease=\(move.reference):\(old)"
        }
      } + ["--", address] + moves.map { "\($0.new.hex):\($0.reference)" }
    let git = GitProcess(
      gitFolder: gitFolder, variables: variables,
      limit: ["--kill-after=5", "\(Limits.catalogFetchSecondsMax)"])
    do {
      let result = try await git.run(
        command, output: .string(limit: GitProcess.outputBytesMax))
      if result.terminationStatus == .exited(0) { return .done }
      // One line for each reference that the other side, or what was seen of it, refused.
      let refused = result.standardOutput.split(separator: "\n").filter { $0.hasPrefix("!") }
      return refused.isEmpty
        ? .failed(GitEnvironment.words(of: result.standardError))
        : .refused(
          GitEnvironment.words(
            of: result.standardError.split(separator: "\n").filter { $0.hasPrefix("remote:") }
              .joined(separator: "\n") + "\n" + refused.joined(separator: "\n")))
    } catch {
      return .failed("git cannot be run: \(error)")
    }
  }
}
