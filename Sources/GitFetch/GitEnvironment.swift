/// What git and ssh see when they are run to reach another machine.
enum GitEnvironment {
  /// The variables that they need; no other is passed on.
  private static let passed: Set<String> = [
    "HOME", "PATH", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
    "ALL_PROXY", "no_proxy", "NO_PROXY", "GIT_CONFIG_NOSYSTEM",
  ]
  /// Nothing else runs, here or later.
  static let settings = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false",
    "fetch.writeCommitGraph=false", "fetch.recurseSubmodules=false", "credential.interactive=false",
    "protocol.version=2", "core.fsync=all",
  ]

  /// The variables of a child of a program with `environment`.
  ///
  /// - Parameter protocols: The transports that git may use, parted by colons.
  static func variables(
    of environment: [String: String], protocols: String
  ) -> [String: String] {
    var variables = environment.filter { passed.contains($0.key) }
    variables["PATH"] = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    variables["LC_ALL"] = "C"
    variables["GIT_ALLOW_PROTOCOL"] = protocols
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["GIT_ASKPASS"] = ""
    variables["GIT_SSH_COMMAND"] =
      (environment["GIT_SSH_COMMAND"] ?? "ssh")
      + " -o BatchMode=yes -o ConnectTimeout=15 -o ControlMaster=no"
    return variables
  }

  private static let wordsMax = 130

  /// The first and the last lines of what git and the other side said, fit for one line of a terminal:
  /// a hook says first what is wrong, and git last what came of it.
  static func words(of output: String) -> String {
    let lines = output.split(whereSeparator: \.isNewline).map { line in
      let plain = line.unicodeScalars.filter {
        $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
      }
      // git fills the other side's lines up with spaces.
      return String(String(plain).reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    guard lines.count > 3 else { return lines.isEmpty ? "git gave no reason" : joined(lines) }
    return joined(lines.prefix(1) + ["…"] + lines.suffix(2))
  }

  private static func joined(_ lines: [String]) -> String {
    lines.map { $0.count > wordsMax ? $0.prefix(wordsMax) + "…" : $0 }.joined(separator: "; ")
  }
}
