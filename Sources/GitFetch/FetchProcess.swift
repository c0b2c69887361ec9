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

  /// The variables that git and ssh need to reach another machine; no other is passed on.
  private static let passed: Set<String> = [
    "HOME", "PATH", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
    "ALL_PROXY", "no_proxy", "NO_PROXY", "GIT_CONFIG_NOSYSTEM",
  ]
  private static let outputBytesMax = 1 << 16
  private static let settings = [
    // What is fetched is checked object by object and stays one pack, which cannot hold what
    // makes libgit2 fall over loose objects.
    "fetch.fsckObjects=true", "fetch.unpackLimit=1", "core.fsync=all",
    // Nothing else runs, here or later.
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false",
    "fetch.writeCommitGraph=false", "fetch.recurseSubmodules=false", "credential.interactive=false",
  ]

  /// Our bare repository.
  let repositoryPath: String
  let environment: [String: String]
  /// The size of the largest pack that is taken.
  let bytesMax: Int

  /// Takes over all branches and tags of another repository.
  ///
  /// The child keeps `lock` as well, as its standard input: when this program is killed, a
  /// successor waits until git has ended too. That is why `timeout` watches it, and not we.
  func run(from address: RemoteAddress, holding lock: FileLock) async -> Outcome {
    let arguments =
      [
        "--kill-after=5", "\(Limits.catalogFetchSecondsMax)",
        "prlimit", "--fsize=\(bytesMax)", "--core=0", "git", "--git-dir=\(repositoryPath)",
      ] + Self.settings.flatMap { ["-c", $0] } + [
        "fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--", address.text,
        // Not the commit by its id: forges serve the commits of anybody's fork under that.
        "+refs/heads/*:\(Mirrors.remotePrefix)heads/*",
        "+refs/tags/*:\(Mirrors.remotePrefix)tags/*",
      ]
    var options = PlatformOptions()
    // Without a terminal nothing can ask for a password there.
    options.createSession = true
    do {
      let result = try await Subprocess.run(
        .name("timeout"), arguments: Arguments(arguments),
        environment: .custom(variables.map { Array("\($0.key)=\($0.value)\0".utf8) }),
        workingDirectory: FilePath(repositoryPath), platformOptions: options,
        input: .fileDescriptor(
          FileDescriptor(rawValue: lock.descriptor), closeAfterSpawningProcess: false),
        output: .discarded, error: .string(limit: Self.outputBytesMax))
      return outcome(of: result.terminationStatus, result.standardError)
    } catch {
      return .failed("git cannot be run: \(error)")
    }
  }

  private var variables: [String: String] {
    var variables = environment.filter { Self.passed.contains($0.key) }
    variables["PATH"] = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    variables["LC_ALL"] = "C"
    variables["GIT_ALLOW_PROTOCOL"] = "file:https:ssh"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["GIT_ASKPASS"] = ""
    variables["GIT_SSH_COMMAND"] =
      (environment["GIT_SSH_COMMAND"] ?? "ssh")
      + " -o BatchMode=yes -o ConnectTimeout=15 -o ControlMaster=no"
    return variables
  }

  private func outcome(of status: TerminationStatus, _ output: String) -> Outcome {
    if status == .exited(0) { return .done }
    if status == .exited(124) || status == .exited(137) {
      return .failed("it took longer than \(Limits.catalogFetchSecondsMax) seconds")
    }
    return isFull ? .tooLarge : .failed(Self.words(of: output))
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

  /// The last lines of what git and the other side said, fit for one line of a terminal.
  private static func words(of output: String) -> String {
    let lines = output.split(whereSeparator: \.isNewline).suffix(3).map { line in
      String(line.unicodeScalars.filter { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    }
    return lines.isEmpty ? "git gave no reason" : String(lines.joined(separator: "; ").prefix(400))
  }
}
