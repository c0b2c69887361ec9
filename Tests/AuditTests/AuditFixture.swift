import Attestation
import Audit
import Foundation
import GitStore
import ImageStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// A fleet as its repository tells it: a signed policy, the controller's ledger, that of a host,
/// and the images.
final class AuditFixture: Sendable {
  static let start: Int64 = 1_790_000_000
  static let branch = "main"

  let scratch: Scratch
  let repository: String
  let person = SigningKey()
  let controller = SigningKey()
  let host = SigningKey()
  let stranger = SigningKey()
  let store: ImageStore
  /// The policy commits.
  let commits: [CommitID]

  /// Makes a fleet of `count` policy commits, each of the first ones with its verdict, image and
  /// instance.
  init(
    commits count: Int = 3, inForce: Int? = nil, others: [AllowedSigner] = [],
    signing: String = "{threshold: 1}"
  ) throws {
    scratch = try Scratch()
    repository = try scratch.repository()
    store = try ImageStore(at: scratch.path + "/images")
    var commits: [CommitID] = []
    try scratch.write(
      AllowedSigners(
        Self.signers(person: person, controller: controller, host: host).entries + others
      ).text,
      to: ".merlon/allowed_signers", in: repository)
    try scratch.write(
      "apiVersion: merlon.dev/v1\nkind: Fleet\nmetadata: {name: acme}\n"
        + "spec: {catalogs: [], signing: \(signing)}\n", to: "merlon.yaml", in: repository)
    for number in 0..<count {
      try scratch.write(
        "apiVersion: merlon.dev/v1\nkind: UnikernelImage\n"
          + "metadata: {name: web, labels: {version: v\(number)}}\nspec: {modules: {http-server: {}}, target: spt}\n",
        to: "web.yaml", in: repository)
      try scratch.git(repository, "add", "-A")
      let tree = try scratch.git(repository, "write-tree")
      let id = try Self.commit(
        scratch, repository, tree: tree, parents: commits.suffix(1).map(\.hex), signedBy: person,
        at: Self.time(number * 100), message: "Change \(number)\n")
      try scratch.git(repository, "update-ref", "refs/heads/" + Self.branch, id)
      commits.append(try #require(CommitID(hex: id)))
    }
    self.commits = commits
    for number in 0..<(inForce ?? count) { try enforce(number) }
  }

  static func signers(
    person: SigningKey, controller: SigningKey, host: SigningKey
  ) -> AllowedSigners {
    AllowedSigners([
      AllowedSigner(principals: ["ann@example.com"], key: person.publicKey),
      AllowedSigner(principals: ["controller@merlon"], key: controller.publicKey),
      AllowedSigner(principals: ["host@edge"], key: host.publicKey),
    ])
  }

  static func time(_ seconds: Int) -> Instant {
    Instant(milliseconds: (start + Int64(seconds)) * 1000)
  }
}

// MARK: - Ledgers

extension AuditFixture {
  /// The image that was built for a commit.
  func bytes(_ number: Int) -> [UInt8] { Array("image \(number)".utf8) }

  /// The digest of that image.
  func digest(_ number: Int) -> Digest { .sha256(bytes(number)) }

  func verdict(_ number: Int) -> LedgerEntry {
    entry(
      number,
      VerificationSummary(
        subject: .commit(commits[number]), verifier: "v", time: Self.time(number * 100 + 1),
        resource: "r", policy: .commit(commits[number]), verdict: .passed, reason: "ok",
        images: ["web"]
      ).statement)
  }

  func build(
    _ number: Int, notAfter: Instant? = nil, requirements: [String] = ["public"]
  ) -> LedgerEntry {
    var parameters: [String: JSON] = ["requirements": .array(requirements.map(JSON.string))]
    parameters["notAfter"] = notAfter.map { .string($0.description) }
    return entry(
      number,
      BuildProvenance(
        image: "web", imageDigest: digest(number), imageKey: .sha256("key \(number)"),
        target: .spt, commit: commits[number], repository: "r", builder: "b",
        toolchain: Digest.sha256("toolchain").description, parameters: .object(parameters),
        startedOn: Self.time(number * 100), finishedOn: Self.time(number * 100 + 1)
      ).statement)
  }

  func event(
    _ number: Int, _ kind: DeploymentEvent.Kind = .enforced, digest: Digest? = nil,
    host: HostName = "edge", at seconds: Int? = nil
  ) -> LedgerEntry {
    entry(
      number,
      DeploymentEvent(
        kind: kind, image: "web", imageDigest: digest ?? self.digest(number), host: host,
        instance: "web", revision: commits[number],
        time: Self.time(seconds ?? number * 100 + 5)
      ).statement)
  }

  func probes(_ number: Int, _ verdict: TestResult.Verdict) -> LedgerEntry {
    entry(
      number,
      TestResult(
        subject: .image("web", digest(number)), verdict: verdict,
        configuration: [.commit(commits[number])], passed: verdict == .passed ? ["get /"] : [],
        failed: verdict == .failed ? ["get /"] : [],
        details: .object(["host": .string("edge")])
      ).statement)
  }

  func entry(_ number: Int, _ statement: Statement) -> LedgerEntry {
    LedgerEntry(about: commits[number], statement: statement)
  }

  /// Takes the ledgers away, for a test that tells another story.
  func forget() throws {
    for reference in [Self.ledger, Self.hostLedger] { try git("update-ref", "-d", reference) }
  }

  /// Appends lines to the controller's ledger, or to a host's.
  func append(
    _ entries: [LedgerEntry], to reference: LedgerReference = .controller,
    signedBy key: SigningKey? = nil, after former: SigningKey? = nil, at time: Instant
  ) throws {
    let key = key ?? (reference == .controller ? controller : host)
    let keys = [controller, host, person, key] + (former.map { [$0] } ?? [])
    let ledger = Ledger(
      repositoryAt: repository, reference: reference,
      signers: AllowedSigners(
        keys.map { AllowedSigner(principals: ["x"], key: $0.publicKey) }))
    _ = try ledger.append(
      entries, signedBy: key, as: LedgerAuthor(name: "x", email: "x@y"), at: time)
  }

  /// Records that a commit came into force, all in the second after its time.
  func enforce(_ number: Int) throws {
    try store.put(
      bytes(number), name: "web", key: .sha256("key \(number)"), target: .spt, textBytes: 1,
      contents: Array("{}".utf8))
    let image = VerificationSummary(
      subject: .image("web", digest(number)), verifier: "v", time: Self.time(number * 100 + 1),
      resource: "r", policy: .commit(commits[number]), verdict: .passed, reason: "ok")
    try append(
      [verdict(number), build(number), entry(number, image.statement)],
      at: Self.time(number * 100 + 2))
    try append(
      [event(number, .booted), event(number)], to: .host("edge"), at: Self.time(number * 100 + 5))
    try append([event(number), probes(number, .passed)], at: Self.time(number * 100 + 6))
  }
}

// MARK: - Tools

extension AuditFixture {
  @discardableResult
  func git(_ arguments: String..., input: Data = Data()) throws -> String {
    try scratch.run("git", ["-C", repository] + arguments, input: input)
  }

  /// Writes a commit that a key signs, without moving anything.
  static func commit(
    _ scratch: Scratch, _ repository: String, tree: String, parents: [String],
    signedBy key: SigningKey?, at time: Instant, message: String
  ) throws -> String {
    let draft = CommitDraft(
      tree: try #require(TreeID(hex: tree)),
      parents: try parents.map { try #require(CommitID(hex: $0)) },
      author: GitSignature(name: "x", email: "x@y", time: time), message: message)
    let bytes =
      try key.map {
        draft.signed(try $0.sshSignature(of: draft.signedBytes, namespace: "git"))
      } ?? draft.signedBytes
    return try scratch.git(
      repository, "hash-object", "-t", "commit", "-w", "--stdin", input: Data(bytes))
  }

  /// Puts a commit of `tree` on top of a ledger, with the trailers of the newest one.
  @discardableResult
  func forge(
    _ tree: String, on reference: String = AuditFixture.ledger, parents: [String]? = nil,
    signedBy key: SigningKey? = nil, at seconds: Int = 1000, message: String? = nil
  ) throws -> String {
    let tip = try git("rev-parse", reference)
    let id = try Self.commit(
      scratch, repository, tree: try git("rev-parse", tree), parents: parents ?? [tip],
      signedBy: key, at: Self.time(seconds),
      message: try message ?? git("log", "-1", "--format=%B", tip) + "\n")
    try git("update-ref", reference, id)
    return id
  }

  static let ledger = "refs/notes/merlon/ledger"
  static let hostLedger = "refs/notes/merlon/hosts/edge"

  /// A notes tree with the note on one commit replaced by `text`, or taken out.
  func tree(_ number: Int, note text: String?, in reference: String = AuditFixture.ledger) throws
    -> String
  {
    let hex = commits[number].hex
    let path = hex.prefix(2) + "/" + hex.dropFirst(2)
    let index = scratch.path + "/index-" + UUID().uuidString
    let prefix = "GIT_INDEX_FILE=\(index) git -C \(repository)"
    try scratch.shell("\(prefix) read-tree \(reference)")
    if let text {
      let blob = try git("hash-object", "-w", "--stdin", input: Data(text.utf8))
      try scratch.shell("\(prefix) update-index --add --cacheinfo 100644,\(blob),\(path)")
    } else {
      try scratch.shell("\(prefix) update-index --force-remove \(path)")
    }
    return try scratch.shell("\(prefix) write-tree")
  }

  /// The lines of a note, sorted as they are.
  func note(_ number: Int, in reference: String = AuditFixture.ledger) throws -> [String] {
    let hex = commits[number].hex
    return try git("show", "\(reference):\(hex.prefix(2))/\(hex.dropFirst(2))")
      .split(separator: "\n").map(String.init)
  }

  /// Verifies the repository, or a clone of it.
  func verify(
    from checkpoint: Checkpoint? = nil, pins: AllowedSigners? = nil, at path: String? = nil
  ) throws -> AuditVerification {
    try AuditVerification(
      AuditVerification.Request(
        repositoryAt: path ?? repository, branch: Self.branch, pins: pins, store: store,
        checkpoint: checkpoint, now: Self.time(2000)))
  }
}
