import Attestation
import GRDB
import Keys
import Ledger
import Vocabulary

/// Writes verified lines into the tables of the index.
struct IndexWriter {
  private let database: Database
  private let verification: AuditVerification
  private let signers: [String: String]

  init(_ database: Database, _ verification: AuditVerification) {
    self.database = database
    self.verification = verification
    let entries = verification.policy?.timeline.entries { $0.fingerprint } ?? [:]
    signers = entries.compactMapValues { $0.first?.name }
  }

  func write() throws {
    try writeCommits()
    var instances: Set<RunBook.Instance> = []
    for (reference, ledger) in verification.ledgers.sorted(by: { $0.key.name < $1.key.name }) {
      for line in ledger.lines {
        let id = try write(line, reference)
        try write(line.claim, line, id, reference)
        if case .deployment(let event) = line.claim {
          instances.insert(
            RunBook.Instance(
              host: event.host.text, image: event.image.text, instance: event.instance))
        }
      }
    }
    for instance in instances { try RunBook(instance, database).write() }
  }

  private func insert(
    _ table: String, _ count: Int, _ values: [(any DatabaseValueConvertible)?],
    or conflict: String = "REPLACE"
  ) throws {
    let marks = Array(repeating: "?", count: count).joined(separator: ",")
    try database.cachedStatement(sql: "INSERT OR \(conflict) INTO \(table) VALUES (\(marks))")
      .execute(arguments: StatementArguments(values))
  }

  private func writeCommits() throws {
    // What a run before this one read behind its checkpoint is read again, and has its number.
    var number = try Int.fetchOne(database, sql: "SELECT count(*) FROM commits") ?? 0
    for record in verification.policy?.records ?? [] {
      try insert(
        "commits", 10,
        [
          number, record.commit.hex, record.time.milliseconds, record.author, record.signer,
          record.subject, record.key, record.signers.joined(separator: " "), record.required,
          record.duty,
        ], or: "IGNORE")
      number += database.changesCount
    }
  }

  private func write(_ line: SignedLine, _ reference: LedgerReference) throws -> Int64 {
    try insert(
      "lines", 10,
      [
        nil, reference.shortName, line.sequence, line.commit.hex, line.time.milliseconds,
        line.claim.kind, line.claim.summary, signers[line.fingerprint] ?? line.fingerprint,
        line.fingerprint, line.digest.hex,
      ])
    return database.lastInsertedRowID
  }
}

// MARK: - Claims

extension IndexWriter {
  /// Writes what a claim says, if it is its signer's to say; else the line is all there is.
  private func write(
    _ claim: Claim, _ line: SignedLine, _ id: Int64, _ reference: LedgerReference
  ) throws {
    guard reference.role.maySay(claim) else { return }
    let commit = line.commit.hex
    switch claim {
    case .verdict(let verdict):
      if case .rebuilder = reference { return try write(rebuild: verdict, commit, id) }
      try write(verdict.callouts, of: verdict, commit, id)
      let places = verdict.diagnostics.map(\.description).joined(separator: "\n")
      try insert(
        "verdicts", 8,
        [
          id, commit, verdict.subject.image?.text, verdict.subject.sha256?.hex,
          verdict.verdict == .passed, verdict.reason, verdict.time.milliseconds, places,
        ])
    case .build(let build): try write(build, commit, id)
    case .deployment(let event):
      let isBack = event.kind == .rolledBack || event.details?["isRolledBack"] == .boolean(true)
      try insert(
        "events", 10,
        [
          id, commit, event.host.text, event.image.text, event.instance, event.imageDigest.hex,
          event.kind.rawValue, event.time.milliseconds, event.detail, isBack,
        ])
    case .test(let result):
      guard let image = result.subject.image, let digest = result.subject.sha256 else { return }
      try insert(
        "tests", 7,
        [
          id, commit, reference.host ?? result.details?["host"]?.string, image.text, digest.hex,
          result.verdict.rawValue, line.time.milliseconds,
        ])
    case .fleet(let event):
      let signature = StandingOrder(event).map {
        OrderSignature(of: $0, on: line.commit, verification.policy)
      }
      try insert(
        "fleet_events", 10,
        [
          id, commit, event.kind.rawValue, event.actor, event.time.milliseconds, event.detail,
          event.details?["images"]?.array?.first?.string,
          event.details?["until"]?.string.flatMap { Instant($0)?.milliseconds },
          signature?.signer, signature?.key,
        ])
    case .other: break
    }
  }

  private func write(
    _ callouts: [Callout], of verdict: VerificationSummary, _ commit: String, _ id: Int64
  ) throws {
    for callout in callouts {
      let images: [String?] = callout.images.isEmpty ? [nil] : callout.images.map(\.text)
      for image in images {
        try insert(
          "callouts", 8,
          [
            id, commit, callout.kind.rawValue, callout.requirement?.text, image,
            verdict.time.milliseconds, callout.message, callout.location.description,
          ])
      }
    }
  }

  private func write(rebuild verdict: VerificationSummary, _ commit: String, _ id: Int64) throws {
    guard let image = verdict.subject.image, let digest = verdict.subject.sha256 else { return }
    try insert(
      "rebuilds", 7,
      [
        id, verdict.builtFor?.hex ?? commit, image.text, digest.hex, verdict.verdict == .passed,
        verdict.reason,
        verdict.time.milliseconds,
      ])
  }

  private func write(_ build: BuildProvenance, _ commit: String, _ id: Int64) throws {
    let requirements = Set(
      build.parameters["requirements"]?.array?.compactMap(\.string) ?? []
    ).sorted()
    try insert(
      "builds", 8,
      [
        id, commit, build.image.text, build.imageDigest.hex, build.finishedOn.milliseconds,
        build.parameters["labels"]?["tenant"]?.string, build.notAfter?.milliseconds,
        requirements.isEmpty ? nil : requirements.joined(separator: " "),
      ])
    for requirement in requirements { try insert("requirements", 2, [id, requirement]) }
  }
}

extension LedgerReference {
  fileprivate var host: String? {
    if case .host(let host) = self { host.text } else { nil }
  }
}

extension Claim {
  /// The kind in one word.
  var kind: String {
    switch self {
    case .verdict: "verdict"
    case .build: "build"
    case .test: "probes"
    case .deployment: "deployment"
    case .fleet: "fleet"
    case .other: "other"
    }
  }

  /// What it claims, for people.
  var summary: String {
    switch self {
    case .verdict(let verdict):
      (verdict.verdict == .passed ? "passed: " : "refused: ")
        + (verdict.subject.image.map { "image \($0): " } ?? "") + verdict.reason
    case .build(let build): "built \(build.image) as \(build.imageDigest.short)"
    case .test(let result):
      "probes of \(result.subject.name ?? "?"): \(result.verdict.rawValue.lowercased())"
    case .deployment(let event):
      "\(event.image) \(event.kind.rawValue) on \(event.host) as \(event.imageDigest.short)"
    case .fleet(let event): "\(event.kind.rawValue): \(event.detail)"
    case .other: "a claim of another release"
    }
  }
}
