package import Vocabulary

/// What a person, or the controller itself, decided about the rollout of images apart from policy:
/// a kind of `FleetEvent`.
///
/// It stands until another one, a commit that changes the image, or its expiry ends it; each commit
/// that comes into force meanwhile has it again.
package struct StandingOrder: Hashable, Sendable {
  /// What was decided.
  package enum Kind: String, Sendable, CaseIterable {
    /// The image stays as it is, whatever is committed.
    case suspended
    /// It follows policy again.
    case resumed
    /// The rollout under way goes no further.
    case paused
    /// It goes on.
    case continued
    /// The image runs as an older commit wanted it.
    case undone
    /// Its instances are replaced by new ones of the same version, which may have failed before.
    case restarted
    /// A version failed and is not tried again.
    case quarantined

    /// The event that records it.
    var event: FleetEvent.Kind {
      switch self {
      case .suspended: .suspended
      case .resumed: .resumed
      case .paused: .paused
      case .continued: .continued
      case .undone: .undone
      case .restarted: .restarted
      case .quarantined: .quarantined
      }
    }
  }

  /// What was decided.
  package let kind: Kind
  /// The image; `nil` for all.
  package let image: ImageName?
  /// The policy commit that was in force.
  package let revision: CommitID
  /// Who decided.
  package let actor: String
  /// Why.
  package let reason: String
  /// When.
  package let time: Instant
  /// When it ends by itself; `nil` for never.
  package let expires: Instant?
  /// The bytes that are quarantined.
  package let digest: Digest?
  /// The commit that the image goes back to.
  package let target: CommitID?
  /// The order in the words that its person signed; `nil` if nobody did.
  package let signed: SignedOrder?

  /// Makes an order.
  package init(
    _ kind: Kind, of image: ImageName?, revision: CommitID, actor: String, reason: String,
    time: Instant, expires: Instant? = nil, digest: Digest? = nil, target: CommitID? = nil,
    signed: SignedOrder? = nil
  ) {
    self.kind = kind
    self.image = image
    self.revision = revision
    self.actor = actor
    self.reason = reason
    self.time = time
    self.expires = expires
    self.digest = digest
    self.target = target
    self.signed = signed
  }

  /// The same order on another commit.
  package func carried(to commit: CommitID) -> StandingOrder { copy(on: commit, signed: signed) }

  /// The same order with the signature of its person.
  package func signed(_ words: SignedOrder) -> StandingOrder { copy(on: revision, signed: words) }

  /// The same order as if nobody had signed it: what a person signs.
  package var unsigned: StandingOrder { copy(on: revision, signed: nil) }

  private func copy(on commit: CommitID, signed: SignedOrder?) -> StandingOrder {
    StandingOrder(
      kind, of: image, revision: commit, actor: actor, reason: reason, time: time,
      expires: expires, digest: digest, target: target, signed: signed)
  }

  /// What is ordered, for people.
  package var summary: String { "\(kind.rawValue) \(image?.text ?? "all images")" }

  /// The order as a statement about the commit.
  package var statement: Statement {
    FleetEvent(
      kind: kind.event, revision: revision, time: time, actor: actor, detail: reason,
      details: .object(details)
    ).statement
  }

  /// That a controller does not follow the order, as a statement about the commit.
  package func refusal(because objection: String, at time: Instant) -> Statement {
    FleetEvent(
      kind: .orderRefused, revision: revision, time: time, actor: actor,
      detail: "the order '\(summary)' is not followed: \(objection)", details: refusalDetails
    ).statement
  }

  /// Tells whether an event on the order's commit says that a controller does not follow it.
  package func isRefused(by event: FleetEvent) -> Bool {
    event.kind == .orderRefused && event.actor == actor && event.details == refusalDetails
  }

  private var refusalDetails: JSON {
    .object(
      details.merging([
        "order": .string(kind.rawValue), "given": .string(time.description),
      ]) { $1 })
  }

  private var details: [String: JSON] {
    var details: [String: JSON] = [:]
    details["images"] = image.map { .array([.string($0.text)]) }
    details["until"] = expires.map { .string($0.description) }
    details["digest"] = digest.map { .string($0.description) }
    details["to"] = target.map { .string($0.hex) }
    details["signed"] = signed?.json
    return details
  }

  /// Reads the order out of a statement, or returns `nil` if it is not one.
  package init?(_ statement: Statement) {
    guard let event = FleetEvent(statement), statement.subjects.first?.commit == event.revision
    else { return nil }
    self.init(event)
  }

  /// Reads the order out of an event, or returns `nil` if it is not one.
  package init?(_ event: FleetEvent) {
    guard let kind = Kind.allCases.first(where: { $0.event == event.kind }) else { return nil }
    var image: ImageName?
    if let images = event.details?["images"] {
      // One order, one image: of several nothing is known here.
      guard images.array?.count == 1,
        let name = images.array?.first?.string.flatMap({ ImageName($0) })
      else { return nil }
      image = name
    }
    self.init(
      kind, of: image, revision: event.revision, actor: event.actor, reason: event.detail,
      time: event.time, expires: event.details?["until"]?.string.flatMap { Instant($0) },
      digest: event.details?["digest"]?.string.flatMap { Digest($0) },
      target: event.details?["to"]?.string.flatMap { CommitID(hex: $0) },
      signed: event.details?["signed"].flatMap { SignedOrder($0) })
  }
}
