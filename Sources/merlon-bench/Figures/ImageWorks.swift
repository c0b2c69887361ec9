import Foundation
import Vocabulary

/// A policy repository of images to measure, and their builds by `merlon build`.
struct ImageWorks {
  /// What one build told, and how long it took from start to end of the program.
  struct Build {
    let file: String
    let milliseconds: Double
    let compiled: [String]
  }

  static let path = "/private/hello.txt"
  static let content = "hello, world\n"

  private let policy = Room.folder + "/policy"
  private let mechanisms: Mechanisms

  init() throws {
    try Tool.run(["merlon", "init", policy, "--fleet", "bench", "--port", "8080"])
    let verifier = try Tool.run(["merlon", "password"], input: Mechanisms.password + "\n")
    mechanisms = Mechanisms(verifier: verifier.trimmingCharacters(in: .newlines))
    try Room.write(Self.content, to: "policy/site" + Self.path)
  }

  /// Writes the document of the image `web`.
  func write(mechanisms count: Int, isEncrypted: Bool, gateway: String = "10.0.2.2") throws {
    var modules = [
      "http-server: {port: \(isEncrypted ? 443 : 80), connections: 600}",
      "static-site: {root: site/}", "lwip: {gateway: \(gateway)}",
    ]
    if isEncrypted { modules.append("tls: {certificate: web-cert}") }
    modules += mechanisms.lines(count)
    try Room.write(
      """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: web}
      spec:
        modules:
          \(modules.joined(separator: "\n    "))
        target: spt
        memory: 64MiB
        ports: [{port: \(isEncrypted ? 443 : 80), hostPort: 8080}]

      """, to: "policy/images/web.yaml")
  }

  /// Builds `web` from what was written.
  ///
  /// What was stored is forgotten before: it would be the answer.
  func build(to name: String, cache: String = "cache", jobs: Int = 2) throws -> Build {
    try? FileManager.default.removeItem(atPath: policy + "/.git/merlon/images")
    let file = "\(Room.folder)/\(name).spt"
    let watch = Stopwatch()
    let text = try Tool.run(
      ["taskset", "-c", jobs == 1 ? "0" : "0,1", Tool.binaries.path + "/merlon", "build", "web"]
        + ["--repo", policy, "--output", "json", "--to", file, "--jobs", String(jobs)],
      settings: ["MERLON_CACHE": "\(Room.folder)/\(cache)"])
    let time = watch.milliseconds
    let answer = try JSON.parse(Array(text.utf8))
    guard answer["wasStored"]?.boolean == false, let compiled = answer["compiled"]?.array else {
      throw Failure("merlon build did not say what it compiled")
    }
    return Build(file: file, milliseconds: time, compiled: compiled.compactMap(\.string))
  }
}
