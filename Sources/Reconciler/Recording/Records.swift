import Attestation
import Keys
import Ledger
import Planning
import Policy
import Toolchains
import Unikernel
import Vocabulary

/// Turns what happened into lines for the ledger; each has a key that is unique on its commit, so
/// that nothing is recorded twice after a crash.
struct Records: Sendable {
  /// The key of the one verdict of a commit.
  static let verdictKey = "verdict"
  /// The key of the verdict on what the clock changed at an instant, on the commit in force then.
  static func clockKey(_ time: Instant) -> String { "clock/\(time)" }
  static let verifier = "https://merlon.dev/reconciler/v1"

  /// The repository as a URI.
  let repository: String

  /// The verdict on a commit.
  func verdict(
    _ verdict: VerificationSummary.Verdict, on commit: CommitID, _ reason: String,
    diagnostics: [Diagnostic] = [], images: [ImageName] = [], supersededBy newer: CommitID? = nil,
    callouts: [Callout] = [], key: String = verdictKey,
    at time: Instant
  ) -> LedgerEntry {
    let summary = VerificationSummary(
      subject: .commit(commit, repository: repository), verifier: Self.verifier, time: time,
      resource: repository, policy: .commit(commit, repository: repository), verdict: verdict,
      reason: reason,
      diagnostics: Array(diagnostics.prefix(Limits.diagnosticsRecordedMax)), images: images,
      supersededBy: newer,
      callouts: callouts.prefix(Limits.calloutsRecordedMax).map { $0.recorded })
    return LedgerEntry(about: commit, statement: summary.statement, key: key)
  }

  /// How an image was built.
  func build(
    _ built: BuiltImage, of planned: PlannedImage, from revision: Revision
  ) -> LedgerEntry {
    let modules = planned.blueprint.parts.map { part in
      ResourceDescriptor(name: "module/\(part.module)", digest: Self.digest(of: part.folder))
    }
    let catalogs = revision.snapshot.policy.fleet.catalogs.compactMap(Self.dependency)
    let toolchain = ResourceDescriptor(
      name: "toolchain", digest: ["sha256": built.toolchain.hex])
    let provenance = BuildProvenance(
      image: built.name, imageDigest: built.digest, imageKey: built.key, target: built.target,
      commit: revision.commit, repository: repository, builder: Self.verifier,
      toolchain: built.toolchain.description, parameters: Self.parameters(of: planned),
      dependencies: [toolchain] + catalogs + modules, startedOn: built.startedOn,
      finishedOn: built.finishedOn)
    return LedgerEntry(
      about: revision.commit, statement: provenance.statement,
      key: "build/\(built.name)/\(built.digest.short)")
  }

  /// The verdict on an image that was built for a commit: it has what every requirement on it
  /// asks for, or `problems`.
  func verdict(
    on built: BuiltImage, of planned: PlannedImage, from commit: CommitID,
    problems: [Diagnostic] = [], at time: Instant
  ) -> LedgerEntry {
    let count = planned.requirements.count
    let reason =
      problems.isEmpty
      ? "meets \(count) \(count == 1 ? "requirement" : "requirements")"
      : "refused: \(problems.count) \(problems.count == 1 ? "error" : "errors")"
    let summary = VerificationSummary(
      subject: .image(built.name, built.digest), verifier: Self.verifier, time: time,
      resource: "\(repository)#image/\(built.name)",
      policy: .commit(commit, repository: repository),
      verdict: problems.isEmpty ? .passed : .failed, reason: reason,
      diagnostics: Array(problems.prefix(Limits.diagnosticsRecordedMax)), images: [built.name])
    return LedgerEntry(
      about: commit, statement: summary.statement,
      key: "image-\(problems.isEmpty ? "passed" : "refused")/\(built.name)/\(built.digest.short)")
  }

  /// Who may sign since a commit, and who may not any more; `nil` if it changed nothing.
  func keys(
    _ change: KeyChange, by actor: String, in commit: CommitID, at time: Instant
  ) -> LedgerEntry? {
    guard !change.isEmpty else { return nil }
    let event = FleetEvent(
      kind: .keysChanged, revision: commit, time: time, actor: actor, detail: change.sentence,
      details: change.json)
    return LedgerEntry(about: commit, statement: event.statement, key: "keys")
  }

  /// What became of an instance, and what its probes saw; nothing while it is pending.
  func boot(_ outcome: InstanceOutcome) -> [LedgerEntry] {
    let revision = outcome.revision
    let name = "\(outcome.host)/\(outcome.image)/\(outcome.digest.short)"
    var event: (kind: DeploymentEvent.Kind, detail: String)
    switch outcome.ending {
    case .enforced: event = (.enforced, "serves; every probe passed")
    case .failed(let reason, let isRolledBack):
      event = (.failed, reason + (isRolledBack ? "; the image before it goes on serving" : ""))
    case .pending: return []
    }
    if outcome.probes.isEmpty, event.kind == .enforced { event.detail = "serves; has no probes" }
    let statement = DeploymentEvent(
      kind: event.kind, image: outcome.image, imageDigest: outcome.digest, host: outcome.host,
      instance: outcome.image.text, revision: revision, time: outcome.time, detail: event.detail,
      details: Self.details(of: outcome)
    ).statement
    let boot = LedgerEntry(
      about: revision, statement: statement, key: "\(event.kind.rawValue)/\(name)")
    return outcome.probes.isEmpty ? [boot] : [boot, probes(outcome, of: revision, named: name)]
  }

  private static func details(of outcome: InstanceOutcome) -> JSON? {
    var members: [String: JSON] = [:]
    members["bootMilliseconds"] = outcome.bootMilliseconds.map { .integer($0) }
    if case .failed(_, true) = outcome.ending { members["isRolledBack"] = .boolean(true) }
    return members.isEmpty ? nil : .object(members)
  }

  private func probes(
    _ outcome: InstanceOutcome, of revision: CommitID, named name: String
  ) -> LedgerEntry {
    func questions(_ verdict: String) -> [String] {
      outcome.probes.filter { $0.verdict == verdict }.map(\.question)
    }
    let (failed, unknown) = (questions("failed"), questions("unknown"))
    let result = TestResult(
      subject: .image(outcome.image, outcome.digest),
      verdict: !failed.isEmpty ? .failed : !unknown.isEmpty ? .warned : .passed,
      configuration: [.commit(revision, repository: repository)], passed: questions("passed"),
      warned: unknown, failed: failed, details: .object(["host": .string(outcome.host.text)]))
    return LedgerEntry(about: revision, statement: result.statement, key: "probes/\(name)")
  }

  /// An order that stands on a commit.
  func order(_ order: StandingOrder) -> LedgerEntry {
    let image = order.image?.text ?? "all"
    let digest = order.digest.map { "/\($0.short)" } ?? ""
    return LedgerEntry(
      about: order.revision, statement: order.statement,
      key: "\(order.kind.rawValue)/\(image)\(digest)/\(order.time)")
  }

  /// That an order is not followed, and why.
  func refusal(of order: StandingOrder, because objection: String) -> LedgerEntry {
    LedgerEntry(
      about: order.revision, statement: order.refusal(because: objection, at: .now),
      key: "order-refused/\(Digest.sha256(order.statement.json.canonical).short)")
  }

  /// A catalog with a place and a pin of its own; those of the repository are in its commit, and
  /// what is shipped goes by its modules.
  private static func dependency(_ catalog: CatalogReference) -> ResourceDescriptor? {
    guard case .git(let source) = catalog.source else { return nil }
    return ResourceDescriptor(
      name: "catalog/\(catalog.name)", uri: "git+" + source.url,
      digest: ["gitCommit": source.commit.hex])
  }

  private static func digest(of folder: String) -> [String: String] {
    folder.hasPrefix("sha256:")
      ? ["sha256": String(folder.dropFirst(7))] : ["gitTree": folder]
  }

  private static func parameters(of planned: PlannedImage) -> JSON {
    var modules: [String: JSON] = [:]
    for part in planned.blueprint.parts {
      let options = part.options.map { ($0.key.text, $0.value.json) }
      modules[part.module.text] = .object(Dictionary(uniqueKeysWithValues: options))
    }
    var members: [String: JSON] = [
      "image": .string(planned.document.name.text), "modules": .object(modules),
      "requirements": .array(planned.requirements.map { .string($0.name.text) }),
    ]
    if !planned.document.labels.isEmpty {
      members["labels"] = .object(planned.document.labels.mapValues(JSON.string))
    }
    members["notAfter"] = planned.blueprint.notAfter.map { .string($0.description) }
    return .object(members)
  }
}

extension Callout {
  /// The callout as a verdict has it: not all images if they are many.
  fileprivate var recorded: Callout {
    Callout(
      kind, requirement: requirement, images: Array(images.prefix(Limits.calloutsRecordedMax)),
      message: message, at: location)
  }
}
