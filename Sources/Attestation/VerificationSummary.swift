package import Vocabulary

/// The verdict on a commit or an image: SLSA verification summary v1, failures too.
package struct VerificationSummary: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://slsa.dev/verification_summary/v1"
  /// The member that holds what the summary format has no place for.
  package static let extensionKey = "merlon_verdict"

  /// The outcome.
  package enum Verdict: String, Sendable {
    case passed = "PASSED"
    case failed = "FAILED"
  }

  /// What was judged.
  package let subject: ResourceDescriptor
  /// Who judged: a URI.
  package let verifier: String
  /// When.
  package let time: Instant
  /// What the subject is, as a URI: the repository or the image.
  package let resource: String
  /// By which policy: the commit whose rules were applied.
  package let policy: ResourceDescriptor
  /// The outcome.
  package let verdict: Verdict
  /// Why, in one sentence: "no image affected, because …", "refused, because …".
  package let reason: String
  /// What is wrong, place by place.
  package let diagnostics: [Diagnostic]
  /// The images that the commit affects.
  package let images: [ImageName]
  /// The commit that came before this one was built, so that this one was never in force; `nil` if
  /// none did.
  package let supersededBy: CommitID?
  /// What the commit weakens, and what a person had better looked at.
  package let callouts: [Callout]
  /// The commit that the image was built for, if that is not the one whose rules were applied.
  package let builtFor: CommitID?

  /// Makes a verdict.
  package init(
    subject: ResourceDescriptor, verifier: String, time: Instant, resource: String,
    policy: ResourceDescriptor, verdict: Verdict, reason: String, diagnostics: [Diagnostic] = [],
    images: [ImageName] = [], supersededBy: CommitID? = nil, callouts: [Callout] = [],
    builtFor: CommitID? = nil
  ) {
    self.subject = subject
    self.verifier = verifier
    self.time = time
    self.resource = resource
    self.policy = policy
    self.verdict = verdict
    self.reason = reason
    self.diagnostics = diagnostics
    self.images = images
    self.supersededBy = supersededBy
    self.callouts = callouts
    self.builtFor = builtFor
  }
}

extension VerificationSummary {
  /// The verdict as a statement about its subject.
  package var statement: Statement {
    var own: [String: JSON] = [
      "reason": .string(reason),
      "diagnostics": .array(diagnostics.map(\.attested)),
      "images": .array(images.map { .string($0.text) }),
    ]
    if let supersededBy { own["supersededBy"] = .string(supersededBy.hex) }
    if let builtFor { own["builtFor"] = .string(builtFor.hex) }
    if !callouts.isEmpty { own["callouts"] = .array(callouts.map(\.attested)) }
    return Statement(
      subjects: [subject], predicateType: Self.predicateType,
      predicate: [
        "verifier": .object(["id": .string(verifier)]),
        "timeVerified": .string(time.description),
        "resourceUri": .string(resource),
        "policy": policy.json,
        "verificationResult": .string(verdict.rawValue),
        "verifiedLevels": .array(verdict == .passed ? [.string("MERLON_POLICY")] : []),
        Self.extensionKey: .object(own),
      ])
  }

  /// Reads the verdict out of a statement, or returns `nil` if it is not one of ours.
  package init?(_ statement: Statement) {
    let predicate = JSON.object(statement.predicate)
    guard statement.predicateType == Self.predicateType, let subject = statement.subjects.first,
      let verifier = predicate["verifier"]?["id"]?.string,
      let time = predicate["timeVerified"]?.string.flatMap({ Instant($0) }),
      let resource = predicate["resourceUri"]?.string,
      let policy = predicate["policy"].flatMap({ ResourceDescriptor($0) }),
      let verdict = predicate["verificationResult"]?.string.flatMap(Verdict.init(rawValue:)),
      let own = predicate[Self.extensionKey], let reason = own["reason"]?.string
    else { return nil }
    self.init(
      subject: subject, verifier: verifier, time: time, resource: resource, policy: policy,
      verdict: verdict, reason: reason,
      diagnostics: (own["diagnostics"]?.array ?? []).compactMap(Diagnostic.init(attested:)),
      images: (own["images"]?.array ?? []).compactMap { $0.string.flatMap { ImageName($0) } },
      supersededBy: own["supersededBy"]?.string.flatMap { CommitID(hex: $0) },
      callouts: (own["callouts"]?.array ?? []).compactMap(Callout.init(attested:)),
      builtFor: own["builtFor"]?.string.flatMap { CommitID(hex: $0) })
  }
}

extension Diagnostic {
  /// The diagnostic as a member of a signed verdict.
  fileprivate var attested: JSON {
    var members: [String: JSON] = [
      "severity": .string(severity.rawValue), "file": .string(location.file),
      "line": .integer(location.line), "column": .integer(location.column),
      "message": .string(message),
    ]
    if let hint { members["hint"] = .string(hint) }
    return .object(members)
  }

  fileprivate init?(attested json: JSON) {
    guard let severity = json["severity"]?.string.flatMap(Severity.init(rawValue:)),
      let file = json["file"]?.string, let line = json["line"]?.integer,
      let column = json["column"]?.integer, let message = json["message"]?.string
    else { return nil }
    self.init(
      severity, at: SourceLocation(file: file, line: line, column: column), message,
      hint: json["hint"]?.string)
  }
}

extension Callout {
  /// The callout as a member of a signed verdict.
  fileprivate var attested: JSON {
    var members: [String: JSON] = [
      "kind": .string(kind.rawValue), "message": .string(message),
      "images": .array(images.map { .string($0.text) }), "file": .string(location.file),
      "line": .integer(location.line), "column": .integer(location.column),
    ]
    members["requirement"] = requirement.map { .string($0.text) }
    return .object(members)
  }

  fileprivate init?(attested json: JSON) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)),
      let message = json["message"]?.string, let file = json["file"]?.string,
      let line = json["line"]?.integer, let column = json["column"]?.integer
    else { return nil }
    self.init(
      kind, requirement: json["requirement"]?.string.flatMap { RequirementName($0) },
      images: (json["images"]?.array ?? []).compactMap { $0.string.flatMap { ImageName($0) } },
      message: message, at: SourceLocation(file: file, line: line, column: column))
  }
}
