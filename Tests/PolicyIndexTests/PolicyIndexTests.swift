import Foundation
import Policy
import PolicyFiles
import PolicyIndex
import TestSupport
import Testing
import Vocabulary

@Suite struct PolicyIndexTests {
  let scratch: Scratch
  var path: String { scratch.path + "/index" }

  init() throws { scratch = try Scratch() }

  /// All kinds with all that they can hold.
  static let text = """
    apiVersion: merlon.dev/v1
    kind: Fleet
    metadata: {name: acme}
    spec:
      catalogs:
        - {name: applications}
        - {name: own, folder: catalogs/own}
        - name: other
          git: {url: "https://example.com/c.git", commit: 012345678901234567890123456789012345abcd, ref: v1, folder: m}
      rollout: {atomic: true, maxStopped: 20}
      signing:
        signers: [ann@acme, bob@acme]
        threshold: 2
        owners: [{paths: [tenants/acme/, a], signers: [tom@acme, tim@acme], threshold: 2}]
    ---
    apiVersion: merlon.dev/v1
    kind: Host
    metadata: {name: here, labels: {rack: a}}
    spec:
      agent: "ssh://deploy@paris-1:2222/var/lib/merlon"
      network: {bridge: br0, gateway: 10.0.0.1, addresses: {web: 10.0.0.7/24, b: 10.0.0.8/24}}
    ---
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: web, labels: {exposure: public, tenant: acme}}
    spec:
      modules:
        http-server: {port: 80}
        tricky: {list: [a, b], map: {k: v}, nested: {k: [x, y]}, flag: true, low: -7}
        bare:
      versions: {http-server: ">=1.2 <2"}
      target: hvt
      memory: 48MiB
      ports: [{port: 80, hostPort: 8080}]
      placement: {selector: {matchExpressions: [{key: rack, operator: In, values: [a, b]}]}, replicas: 2}
      rollout: {maxUnavailable: 1, batch: 3, canary: [1, 2], gate: {errors: 5, serverErrors: 2, window: 1m}, onFailure: pause}
      notBefore: 2026-01-01T00:00:00Z
      notAfter: 2027-01-01T00:00:00Z
      schedule: {cron: "0 8 * * mon-fri", duration: 10h, timeZone: Europe/Paris}
      validFor: 24h
    ---
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: strict}
    spec:
      selector: {matchLabels: {exposure: public}}
      modules:
        basic-auth: {realm: ünïcode}
      forbid: {modules: [telnet], options: {http-server: {port: [80, 8080]}}}
      limits: {textKiB: 256, modules: 12, openPorts: [443]}
      probes:
        - {get: /admin, expect: 403}
        - {get: /admin, as: alice, expect: 200}

    """

  static func documents(file: String = "a.yaml") throws -> [Document] {
    try PolicyFile.documents(Array(text.utf8), file: file)
  }

  static func blob(_ number: UInt8) -> BlobID {
    BlobID(bytes: [UInt8](repeating: number, count: 20))
  }

  func open(release: String = "1") -> PolicyIndex {
    var index = PolicyIndex(at: path, release: release)
    index.load()
    return index
  }

  @Test func `warnings on a text are kept with its documents`() throws {
    let text = Array(("\u{feff}" + Self.text).replacingOccurrences(of: "\n", with: "\r\n").utf8)
    let warnings = PolicyFile.warnings(text, file: "a.yaml")
    #expect(warnings.count == 2)
    var index = open()
    let documents = try PolicyFile.documents(text, file: "a.yaml")
    index.note(documents, warnings: warnings, of: Self.blob(1))
    index.flush()
    let found = try #require(open().contents(of: Self.blob(1), file: "a.yaml"))
    #expect(found.documents == documents && found.warnings == warnings)
    #expect(
      open().contents(of: Self.blob(1), file: "moved/b.yaml")?.warnings
        == PolicyFile.warnings(text, file: "moved/b.yaml"))
  }

  @Test func `gives back what was parsed, for whatever path the blob has now`() throws {
    var index = open()
    #expect(index.contents(of: Self.blob(1), file: "a.yaml")?.documents == nil)
    index.note(try Self.documents(), of: Self.blob(1))
    index.note([], of: Self.blob(2))
    index.flush()
    let again = open()
    #expect(again.contents(of: Self.blob(1), file: "a.yaml")?.documents == (try Self.documents()))
    #expect(
      again.contents(of: Self.blob(1), file: "moved/b.yaml")?.documents
        == (try Self.documents(file: "moved/b.yaml")))
    #expect(again.contents(of: Self.blob(2), file: "a.yaml")?.documents == [])
    #expect(again.contents(of: Self.blob(3), file: "a.yaml")?.documents == nil)
  }

  @Test func `grows at its end, and is whole after each writer`() throws {
    var (one, other) = (open(), open())
    one.note(try Self.documents(), of: Self.blob(1))
    one.flush()
    // Written when there was no file: it takes the place of the first one's.
    other.note(try Self.documents(), of: Self.blob(2))
    other.flush()
    var third = open()
    third.note(try Self.documents(), of: Self.blob(3))
    third.flush()
    let last = open()
    #expect(last.contents(of: Self.blob(2), file: "a.yaml")?.documents != nil)
    #expect(last.contents(of: Self.blob(3), file: "a.yaml")?.documents != nil)
  }

  @Test func `knows which plan was good, for these catalogs alone`() throws {
    let tree = TreeID(bytes: [UInt8](repeating: 9, count: 20))
    let (mine, others) = (
      try #require(Digest(hex: String(repeating: "a", count: 64))),
      try #require(Digest(hex: String(repeating: "b", count: 64)))
    )
    var index = open()
    index.noteGood(tree, catalogs: mine, at: Instant(milliseconds: 5))
    index.noteGood(tree, catalogs: mine, at: Instant(milliseconds: 7))
    index.flush()
    let again = open()
    #expect(again.goodTime(of: tree, catalogs: mine) == Instant(milliseconds: 7))
    #expect(again.goodTime(of: tree, catalogs: others) == nil)
  }

  @Test func `another release reads nothing and begins anew`() throws {
    var index = open(release: "1")
    index.note(try Self.documents(), of: Self.blob(1))
    index.flush()
    var newer = open(release: "2")
    #expect(newer.contents(of: Self.blob(1), file: "a.yaml")?.documents == nil)
    newer.note(try Self.documents(), of: Self.blob(2))
    newer.flush()
    #expect(open(release: "2").contents(of: Self.blob(2), file: "a.yaml")?.documents != nil)
    #expect(open(release: "1").contents(of: Self.blob(1), file: "a.yaml")?.documents == nil)
  }

  @Test func `drops what is not needed when that is much`() throws {
    var index = open()
    for number in 0..<1_200 {
      let bytes = [UInt8(number & 255), UInt8(number >> 8)] + [UInt8](repeating: 0, count: 18)
      index.note(try number == 0 ? Self.documents() : [], of: BlobID(bytes: bytes))
    }
    index.flush()
    let kept = BlobID(bytes: [UInt8](repeating: 0, count: 20))
    let before = try Data(contentsOf: URL(filePath: path)).count
    var next = open()
    next.settle(keeping: [kept])
    #expect(try Data(contentsOf: URL(filePath: path)).count < before / 2)
    #expect(open().contents(of: kept, file: "a.yaml")?.documents == (try Self.documents()))
  }
}

// MARK: - Damage

extension PolicyIndexTests {
  @Test(arguments: Seeds.first(300))
  func `a damaged file gives what was written, or nothing`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var index = open()
    for number in 1...4 { index.note(try Self.documents(), of: Self.blob(UInt8(number))) }
    index.flush()
    var bytes = try Data(contentsOf: URL(filePath: path))
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
    case 1:
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        bytes[place] = UInt8.random(in: .min ... .max, using: &random)
      }
    default:
      bytes.append(contentsOf: (0..<100).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
    try bytes.write(to: URL(filePath: path))
    var damaged = open()
    for number in 1...4 {
      let found = damaged.contents(of: Self.blob(UInt8(number)), file: "a.yaml")?.documents
      #expect(try found == nil || found == Self.documents(), "seed \(seed)")
    }
    damaged.note(try Self.documents(), of: Self.blob(5))
    damaged.flush()
    let mended = open()
    #expect(
      try mended.contents(of: Self.blob(5), file: "a.yaml")?.documents == Self.documents(),
      "seed \(seed)")
  }

  @Test func `without a folder it only costs time`() throws {
    var index = PolicyIndex(at: scratch.path + "/nowhere/index", release: "1")
    index.load()
    index.note(try Self.documents(), of: Self.blob(1))
    index.flush()
    index.settle(keeping: [])
  }
}
