import Foundation

/// A bare policy repository with many images, made by `git fast-import`: a tenant has a hundred
/// images and five requirements, and there are ten hosts.
final class PlanFleet {
  let images: Int
  let repository: String
  let state: String
  private let folder: URL

  init(images: Int) throws {
    self.images = images
    folder = FileManager.default.temporaryDirectory.appending(
      path: "merlon-bench-plan-\(ProcessInfo.processInfo.processIdentifier)-\(images)")
    repository = folder.path + "/policy.git"
    state = folder.path + "/state"
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    try git("init", "--quiet", "--bare", "--initial-branch", "main", repository)
    try Data(stream.utf8).write(to: folder.appending(path: "stream"))
    try git(
      "-C", repository, "fast-import", "--quiet", "--max-pack-size=1g",
      input: folder.path + "/stream")
    try FileManager.default.removeItem(at: folder.appending(path: "stream"))
  }

  func end() { try? FileManager.default.removeItem(at: folder) }

  /// The commits, each with one changed line against the one before it.
  static let commits = 40

  @discardableResult
  func git(_ arguments: String..., input: String = "/dev/null") throws -> String {
    let output = folder.path + "/output"
    let child = try Child(
      "/usr/bin/git", arguments, environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path],
      input: input, output: output)
    guard child.wait() == 0 else { throw Failure("git \(arguments.joined(separator: " ")) failed") }
    return try String(contentsOfFile: output, encoding: .utf8)
  }

  /// The ids of all commits, oldest first.
  func history() throws -> [String] {
    try git("-C", repository, "rev-list", "--reverse", "main").split(separator: "\n")
      .map(String.init)
  }
}

// MARK: - Content

extension PlanFleet {
  private var tenants: Int { (images + 99) / 100 }

  private var stream: String {
    var stream = "commit refs/heads/main\n" + Self.header(1)
    func file(_ path: String, _ text: String) {
      stream += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
    }
    file("merlon.yaml", Self.fleet)
    file("site/index.html", "<h1>bench</h1>\n")
    for host in 0..<10 { file("hosts/h\(host).yaml", Self.host(host)) }
    for image in 0..<images { file(path(image), document(image, memory: 32)) }
    // Five hundred requirements for ten thousand images.
    for tenant in 0..<tenants {
      for kind in 0..<5 {
        file("tenants/t\(tenant)/requirements/r\(kind).yaml", Self.requirement(tenant, kind))
      }
    }
    for number in 1...Self.commits {
      stream += "commit refs/heads/main\n" + Self.header(number + 1)
      let image = (number * 7919) % images
      file(path(image), document(image, memory: 33 + number))
    }
    return stream
  }

  private static func header(_ number: Int) -> String {
    "committer bench <bench@localhost> \(1_700_000_000 + number) +0000\ndata 6\nchange\n"
  }

  private func path(_ image: Int) -> String {
    "tenants/t\(image / 100)/images/i\(image).yaml"
  }

  private func document(_ image: Int, memory: Int) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata:
      name: i\(image)
      labels: {tenant: t\(image / 100), exposure: \(image % 3 == 0 ? "public" : "internal")}
    spec:
      modules:
        http-server: {port: 80}
        static-site: {root: site/}
      target: spt
      memory: \(memory)MiB
      ports: [{port: 80, hostPort: \(1024 + image / 10)}]
      placement: {selector: {matchLabels: {rack: r\(image % 10)}}}

    """
  }

  private static func requirement(_ tenant: Int, _ kind: Int) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: t\(tenant)-r\(kind)}
    spec:
      selector: {matchLabels: {tenant: t\(tenant), exposure: \(kind % 2 == 0 ? "public" : "internal")}}
      modules:
        basic-auth: {users: {user\(kind): "\(verifier)"}}
        access-control: {resources: {/admin/\(kind): [user\(kind)]}}
      probes:
        - {get: /admin/\(kind), expect: 403}

    """
  }

  /// What `merlon password` writes, for users whom nobody ever signs in.
  private static let verifier =
    "$pbkdf2-sha256$10000$YmVuY2gtZmxlZXQtc2FsdA$"
    + "vKNN1zehAylEsp/0NV8rqwm9oLQaejTTrjlmHShKMy0"

  private static func host(_ host: Int) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: Host
    metadata: {name: h\(host), labels: {rack: r\(host)}}
    spec: {}

    """
  }

  private static let fleet = """
    apiVersion: merlon.dev/v1
    kind: Fleet
    metadata: {name: bench}
    spec:
      catalogs:
        - {name: applications}
        - {name: mechanisms}

    """
}
