import Attestation
import Audit
import Foundation
import GitStore
import Keys
import Ledger
import Vocabulary

/// How long auditors wait for answers from a ledger of one size, with an index that knows it: from
/// opening the index, which looks for what is new, to the last row.
struct QuestionFigures {
  /// Lines on one policy commit: verdict, build, verdict on the image, instance, probes.
  private static let linesPerCommit = 5
  /// Images, each on a host of its own.
  private static let imageCount = 50

  let lines: Int
  /// The first question, which fills the index.
  let first: Sample
  let answers: [Sample]

  var samples: [Sample] { [first] + answers }

  /// Fills a ledger of a fleet that changes one image in each commit, and asks everything.
  init(lines: Int, runs: Int) throws {
    self.lines = lines
    let room = try LedgerRoom(commits: max(1, lines / Self.linesPerCommit))
    defer { room.end() }
    let commits = try room.take(room.commits.count)
    for start in stride(from: 0, to: commits.count, by: 200) {
      let range = start..<min(start + 200, commits.count)
      _ = try room.ledger.append(
        range.flatMap { Self.entries(about: commits[$0], $0) }, signedBy: room.key,
        as: room.author, at: Self.time(range.upperBound))
    }
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/merlon-bench-index-\(UUID().uuidString).sqlite"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func open() throws -> AuditIndex {
      let index = try AuditIndex(
        at: path,
        AuditVerification.Request(
          repositoryAt: room.repository, branch: "main", pins: nil, store: nil, checkpoint: nil,
          now: Instant(milliseconds: 1_900_000_000_000)))
      if let finding = index.findings.first { throw Failure(finding.description) }
      return index
    }
    first = Sample(
      "first question, \(lines) lines", "ms", [try LedgerFigures.time { _ = try open() }])
    answers = try Question.all.map { question in
      let filter = Self.filter(question, commits[commits.count / 2])
      let times = try (0..<runs).map { _ in
        try LedgerFigures.time { _ = try open().answer(question, filter) }
      }
      return Sample("audit \(question.name), \(lines) lines", "ms", times)
    }
  }

  var goals: [Goal] {
    zip(Question.all, answers).map { question, sample in
      Goal(name: "audit-\(question.name)-\(lines)", sample: sample, bound: 200)
    }
  }

  /// What a question cannot do without.
  private static func filter(_ question: Question, _ commit: CommitID) -> AuditFilter {
    var filter = AuditFilter()
    if question.name == "evidence" { filter.set(.commit, commit.hex) }
    if question.name == "enforcement" { filter.set(.requirement, "public-is-authenticated") }
    return filter
  }

  private static func time(_ number: Int) -> Instant {
    Instant(milliseconds: (1_790_000_000 + Int64(number)) * 1000)
  }

  /// What is recorded on the commit of a number.
  private static func entries(about commit: CommitID, _ number: Int) -> [LedgerEntry] {
    let repository = "file:///policy"
    let policy = ResourceDescriptor.commit(commit, repository: repository)
    let index = number % imageCount
    guard let image = ImageName("image-\(index)"), let host = HostName("host-\(index)") else {
      return []
    }
    let (digest, time) = (Digest.sha256("image \(number)"), time(number))
    func verdict(_ subject: ResourceDescriptor) -> Statement {
      VerificationSummary(
        subject: subject, verifier: "https://merlon.dev/bench", time: time, resource: repository,
        policy: policy, verdict: .passed, reason: "its document changed"
      ).statement
    }
    let build = BuildProvenance(
      image: image, imageDigest: digest, imageKey: .sha256("key \(number)"), target: .spt,
      commit: commit, repository: repository, builder: "https://merlon.dev/bench",
      toolchain: Digest.sha256("toolchain").description,
      parameters: .object([
        "requirements": .array(
          [.string("public-is-authenticated")] + (number % 7 == 0 ? [] : [.string("logged")])),
        "labels": .object(["tenant": .string("acme")]),
      ]), startedOn: time, finishedOn: time)
    let event = DeploymentEvent(
      kind: number % 97 == 0 ? .failed : .enforced, image: image, imageDigest: digest, host: host,
      instance: image.text, revision: commit, time: time)
    let probes = TestResult(
      subject: .image(image, digest), verdict: .passed, configuration: [policy],
      passed: ["get /"], failed: [], details: .object(["host": .string(host.text)]))
    return [
      verdict(policy), build.statement, verdict(.image(image, digest)), event.statement,
      probes.statement,
    ].map { LedgerEntry(about: commit, statement: $0) }
  }
}
