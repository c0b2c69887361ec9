package import Vocabulary

/// What a person, or the controller itself, decided about the rollout of images apart from policy:
/// Merlon's own predicate.
///
/// It stands until another one, a commit that changes the image, or its expiry ends it; each commit
/// that comes into force meanwhile has it again.
package struct StandingOrder: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://merlon.dev/attestation/order/v1"

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

  /// Makes an order.
  package init(
    _ kind: Kind, of image: ImageName?, revision: CommitID, actor: String, reason: String,
    time: Instant, expires: Instant? = nil, digest: Digest? = nil, target: CommitID? = nil
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
  }

  /// The same order on another commit.
  package func carried(to commit: CommitID) -> StandingOrder {
    StandingOrder(
      kind, of: image, revision: commit, actor: actor, reason: reason, time: time,
      expires: expires, digest: digest, target: target)
  }

  /// The order as a statement about the commit.
  package var statement: Statement {
    var predicate: [String: JSON] = [
      "order": .string(kind.rawValue), "actor": .string(actor), "reason": .string(reason),
      "time": .string(time.description), "image": image.map { .string($0.text) } ?? .null,
    ]
    predicate["expires"] = expires.map { .string($0.description) }
    predicate["digest"] = digest.map { .string($0.description) }
    predicate["target"] = target.map { ResourceDescriptor.commit($0).json }
    return Statement(
      subjects: [.commit(revision)], predicateType: Self.predicateType, predicate: predicate)
  }

  /// Reads the order out of a statement, or returns `nil` if it is not one.
  package init?(_ statement: Statement) {
    let predicate = JSON.object(statement.predicate)
    guard statement.predicateType == Self.predicateType,
      let revision = statement.subjects.first?.commit,
      let kind = predicate["order"]?.string.flatMap(Kind.init(rawValue:)),
      let actor = predicate["actor"]?.string, let reason = predicate["reason"]?.string,
      let time = predicate["time"]?.string.flatMap({ Instant($0) })
    else { return nil }
    var image: ImageName?
    if let name = predicate["image"]?.string {
      guard let read = ImageName(name) else { return nil }
      image = read
    }
    self.init(
      kind, of: image, revision: revision, actor: actor, reason: reason, time: time,
      expires: predicate["expires"]?.string.flatMap { Instant($0) },
      digest: predicate["digest"]?.string.flatMap { Digest($0) },
      target: predicate["target"].flatMap { ResourceDescriptor($0) }?.commit)
  }
}
