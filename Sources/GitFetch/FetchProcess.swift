import Disk
import Subprocess
import SystemPackage
import Vocabulary

/// One run of `git fetch`, bounded in time and size even when nobody is left to watch it.
struct FetchProcess: Sendable {
  /// How a run ended.
  enum Outcome: Hashable, Sendable {
    case done
    case tooLarge
    /// What git said.
    case failed(String)
  }

  private static let settings =
    [
      // What is fetched is checked object by object and stays one pack, which cannot hold what
      // makes libgit2 fall over loose objects.
      "fetch.fsckObjects=true", "fetch.unpackLimit=1",
    ] + GitEnvironment.settings

  /// Our bare repository.
  let repositoryPath: String
  let environment: [String: String]
  /// The size of the largest pack that is taken.
  let bytesMax: Int
  /// What is taken over; all branches and tags, unless said otherwise.
  ///
  /// Not the commit by its id: forges serve the commits of anybody's fork under that.
  var refspecs = [
    "+refs/heads/*:\(Mirrors.remotePrefix)heads/*", "+refs/tags/*:\(Mirrors.remotePrefix)tags/*",
  ]
  /// The transports that git may use.
  var protocols = "file:https:ssh"

  /// Takes over references of another repository.
  ///
  /// The child keeps `lock` as well, as its standard input: when this program is killed, a
  /// successor waits until git has ended too.
  func run(from address: String, holding lock: FileLock) async -> Outcome {
    let git = GitProcess(
      gitFolder: repositoryPath, variables: variables,
      limit: [
        "--kill-after=5", "\(Limits.catalogFetchSecondsMax)", "prlimit", "--fsize=\(bytesMax)",
        "--core=0",
      ])
    do {
      let result = try await git.run(
        ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--", address]
          + refspecs, settings: Self.settings,
        input: .fileDescriptor(
          FileDescriptor(rawValue: lock.descriptor), closeAfterSpawningProcess: false),
        output: .discarded)
      return outcome(of: result.terminationStatus, result.standardError)
    } catch {
      return .failed("git cannot be run: \(error)")
    }
  }

  private var variables: [String: String] {
    GitEnvironment.variables(of: environment, protocols: protocols)
  }

  private func outcome(of status: TerminationStatus, _ output: String) -> Outcome {
    if status == .exited(0) { return .done }
    if status == .exited(124) || status == .exited(137) {
      return .failed("it took longer than \(Limits.catalogFetchSecondsMax) seconds")
    }
    return isFull ? .tooLarge : .failed(GitEnvironment.words(of: output))
  }

  /// Whether git was stopped by the bound on what it writes: the pack ends just there.
  ///
  /// git does not tell which signal ended the child that wrote.
  private var isFull: Bool {
    let packs = repositoryPath + "/objects/pack"
    return Folder.names(in: packs).contains { name in
      name.hasPrefix("tmp_")
        && (try? OpenFile("\(packs)/\(name)").byteCount >= bytesMax) ?? false
    }
  }
}
