import Foundation
import Vocabulary

/// The measurements of `e2e`, over one fleet.
struct EndToEndRun {
  let fleet: BenchFleet
  let runs: Int

  func goals() async throws -> [Goal] {
    let verifier = try fleet.run("merlon", "password", input: "wonderland\n")
      .trimmingCharacters(in: .newlines)
    try fleet.start("merlon", "host", "run", "local", "--repo", fleet.policy.path)
    _ = try await Stopwatch().until("the host agent's start") {
      FileManager.default.fileExists(
        atPath: fleet.policy.appending(path: ".git/merlon/hosts/local/agent.sock").path)
    }
    try require(realm: "first", verifier)
    try fleet.commit("first")
    try fleet.start("merlon", "reconcile", "--repo", fleet.policy.path)
    _ = try await Stopwatch().until("the first image") { answers(realm: "first") }

    let enforced = try await commitToEnforced(verifier)
    let noted = try await commitToNote()
    let image = try image()
    let (boots, memory) = try await boots(of: image.file)
    return [
      Goal(
        name: "commit-to-enforced",
        sample: Sample("commit to enforced, one option changed", "ms", enforced), bound: 2000),
      Goal(
        name: "commit-to-note",
        sample: Sample("commit to note, no image affected", "ms", noted), bound: 100),
      Goal(
        name: "first-answer", sample: Sample("monitor exec to first answer, spt", "ms", boots),
        bound: 50),
      Goal(
        name: "text", sample: Sample("code of the image", "KB", [image.kilobytes]), bound: 200),
      Goal(
        name: "memory", sample: Sample("idle memory of an instance (PSS)", "MiB", memory),
        bound: 16),
    ]
  }

  /// From the start of `git commit` to the first answer of the image that enforces it.
  private func commitToEnforced(_ verifier: String) async throws -> [Double] {
    var times: [Double] = []
    for number in 0..<runs {
      let realm = "realm-\(number)-\(UInt32.random(in: 0 ... .max))"
      try require(realm: realm, verifier)
      let watch = try fleet.commit(realm)
      times.append(try await watch.until("\(realm)'s image") { answers(realm: realm) })
      try await settle()
    }
    return times
  }

  /// From the start of `git commit` to its note.
  private func commitToNote() async throws -> [Double] {
    var times: [Double] = []
    for number in 0..<runs {
      try fleet.write("\(number)\n", to: "notes.txt")
      let before = fleet.ledgerTip()
      let watch = try fleet.commit("nothing \(number)")
      times.append(try await watch.until("the note") { fleet.ledgerTip() != before })
      try await settle()
    }
    return times
  }

  /// Waits until the reconciler has written its last line.
  private func settle() async throws {
    var tip = fleet.ledgerTip()
    while true {
      try await Task.sleep(for: .milliseconds(150))
      let now = fleet.ledgerTip()
      if now == tip { return }
      tip = now
    }
  }

  private func image() throws -> (file: String, kilobytes: Double) {
    let text = try fleet.run(
      "merlon", "build", "web", "--repo", fleet.policy.path, "--output", "json")
    let answer = try JSON.parse(Array(text.utf8))
    guard let file = answer["file"]?.string, let bytes = answer["textBytes"]?.integer else {
      throw Failure("merlon build did not say where the image is")
    }
    return (file, Double(bytes) / 1000)
  }

  /// Boots the image by hand: from exec to the first answer, and the memory a second later.
  private func boots(of file: String) async throws -> (times: [Double], memory: [Double]) {
    var times: [Double] = []
    var memory: [Double] = []
    for _ in 0..<runs {
      let port = HTTPQuestion.freePort()
      let watch = Stopwatch()
      let monitor = try fleet.start(
        "merlon-ukvm", "--mem=16", "--net:service=user",
        "--forward:service=tcp:127.0.0.1:\(port):80", file)
      times.append(
        try await watch.until("the first answer") {
          HTTPQuestion(port: port, path: "/").ask()?.contains(" 200 ") == true
        })
      try await Task.sleep(for: .seconds(1))
      memory.append(try Memory.mebibytes(of: monitor.identifier))
      monitor.stop()
    }
    return (times, memory)
  }

  private func answers(realm: String) -> Bool {
    HTTPQuestion(port: fleet.port, path: "/admin/").ask()?.contains("\"\(realm)\"") == true
  }

  private func require(realm: String, _ verifier: String) throws {
    try fleet.write(
      """
      apiVersion: merlon.dev/v1
      kind: SecurityRequirement
      metadata: {name: public-is-authenticated}
      spec:
        selector: {matchLabels: {exposure: public}}
        modules:
          basic-auth:
            realm: \(realm)
            users: {alice: "\(verifier)"}
          access-control:
            anonymous: allow
            resources: {/admin: [alice]}
        probes:
          - {get: /admin/, expect: 403}

      """, to: "requirements/public.yaml")
  }
}
