import Foundation
import GitStore
import Planning
import Reconciler
import TestSupport
import Testing
import Vocabulary

/// Reading a commit as a change of another one, over real histories.
@Suite(.timeLimit(.minutes(10))) struct PolicyReaderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// What came of reading and planning, for comparison.
  private enum Outcome: Equatable {
    case planned(images: [ImageName: PlannedImage], warnings: [Diagnostic])
    case refused([Diagnostic])
  }

  private func outcome(
    _ reader: inout PolicyReader, _ commit: CommitID, after base: (Revision, FleetPlan)?
  ) throws -> (Outcome, (Revision, FleetPlan)?) {
    let time = Instant(milliseconds: 1_790_000_000_000)
    do {
      let reading = try reader.revision(commit, after: base?.0)
      let plan = try reader.plan(reading, since: base?.1, at: time).plan
      let images = Dictionary(uniqueKeysWithValues: plan.names.map { ($0, plan[$0]) })
      return (
        .planned(images: images.compactMapValues(\.self), warnings: plan.warnings),
        (reading.revision, plan)
      )
    } catch ReadError.rejected(let rejection) {
      return (.refused(rejection.diagnostics), nil)
    } catch let rejection as Rejection {
      return (.refused(rejection.diagnostics), nil)
    }
  }

  @Test(arguments: Seeds.first(20))
  func `for every history, a change reads as the whole commit does`(seed: UInt64) throws {
    let path = try scratch.repository()
    var tree = RandomTree(seed: seed)
    var stream = ""
    for number in 0..<25 {
      stream += "commit refs/heads/main\ncommitter A <a@b> \(number + 1) +0000\ndata 1\nm\n"
      stream += "deleteall\n"
      for (file, text) in tree.files.sorted(by: { $0.key < $1.key }) {
        stream += "M 100644 inline \(file)\ndata \(text.utf8.count)\n\(text)\n"
      }
      tree.change()
    }
    try scratch.git(path, "fast-import", "--quiet", input: Data(stream.utf8))
    let commits = try scratch.git(path, "rev-list", "--reverse", "main").split(separator: "\n")
      .compactMap { CommitID(hex: String($0)) }
    var follower = PolicyReader(repositoryAt: path, indexAt: scratch.path + "/index")
    var last: (Revision, FleetPlan)?
    var planned = 0
    for (number, commit) in commits.enumerated() {
      var fresh = PolicyReader(repositoryAt: path, indexAt: nil)
      let whole = try outcome(&fresh, commit, after: nil).0
      let (change, next) = try outcome(&follower, commit, after: last)
      #expect(change == whole, "seed \(seed), commit \(number)")
      if let next { (last, planned) = (next, planned + 1) }
      // Another process begins with what this one left on the disk.
      var other = PolicyReader(repositoryAt: path, indexAt: scratch.path + "/index")
      #expect(try outcome(&other, commit, after: nil).0 == whole, "seed \(seed), \(number)")
    }
    #expect(planned > 0, "seed \(seed)")
  }
}

/// The files of a policy repository, changed at random: also those that are in catalogs, sealed
/// into images, malformed, or none of policy's business.
private struct RandomTree {
  private var random: SplitMix64
  private(set) var files: [String: String] = [:]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    files["merlon.yaml"] = Self.fleet(catalogs: "[{name: applications}, {name: mechanisms}]")
    files["site/index.html"] = "<h1>1</h1>"
    files["images/web.yaml"] = Self.image("web", root: "site/")
  }

  mutating func change() {
    for _ in 0..<pick([1, 1, 2]) { changeSomething() }
  }

  private mutating func changeSomething() {
    let name = pick(["web", "api", "docs"])
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<4:
      let file = pick(["images/\(name).yaml", "site/\(name).yaml", "own/\(name).yaml"])
      files[file] = pick([Self.image(name, root: pick(["site/", "pages/", "images/"])), nil])
    case 4:
      files["merlon.yaml"] = Self.fleet(
        catalogs: pick([
          "[{name: applications}, {name: mechanisms}]",
          "[{name: applications}, {name: own, folder: own}]",
        ]))
    case 5: files["own/extra/module.yaml"] = pick([Self.module(pick(["a", "b"])), nil])
    case 6:
      files["\(pick(["site", "pages"]))/index.html"] = pick(["<h1>\(pick([1, 2, 3]))</h1>", nil])
    case 7: files["site/data.yaml"] = pick(["a: [1", "a: 1", nil])
    case 8: files["requirements/r.yaml"] = pick([Self.requirement(pick(["web", "api"])), nil])
    case 9: files["notes.yaml"] = pick(["", "kind: Nonsense", nil])
    case 10: files[".github/x.yaml"] = pick(["on: push", nil])
    default: files["images/\(name).yml"] = pick([files["images/\(name).yaml"], nil])
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private static func fleet(catalogs: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: Fleet
    metadata: {name: f}
    spec: {catalogs: \(catalogs)}
    """
  }

  private static func image(_ name: String, root: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: \(name), labels: {image: \(name)}}
    spec:
      modules: {http-server: {port: 80}, static-site: {root: \(root)}}
    """
  }

  private static func requirement(_ image: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: r}
    spec:
      selector: {matchLabels: {image: \(image)}}
      modules: {extra: {}}
    """
  }

  private static func module(_ doc: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: Module
    metadata: {name: extra}
    spec: {role: mechanism, doc: \(doc), requires: [http-server]}
    """
  }
}
