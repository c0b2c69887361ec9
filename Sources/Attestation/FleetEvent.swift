package import Vocabulary

/// Something that happened to a fleet as a whole, or to who rules it: Merlon's own predicate with
/// a policy commit as its subject.
///
/// Shares its predicate type with `DeploymentEvent`, whose subject is an image.
package struct FleetEvent: Hashable, Sendable {
  /// What happened.
  package enum Kind: String, Sendable, CaseIterable {
    /// The policy moved to this commit other than by adding commits to the one before.
    case transitioned
    /// This commit changed who may sign.
    case keysChanged = "keyschanged"
    /// Somebody stopped the reconciler from changing images.
    case suspended
    /// Somebody let it go on.
    case resumed
    /// Somebody holds the rollout that is under way.
    case paused
    /// Somebody lets it go on.
    case continued
    /// Somebody asked for an image as an older commit wanted it.
    case undone
    /// Somebody asked for new instances.
    case restarted
    /// A version failed, and is not tried again.
    case quarantined
    /// An order is not followed: it is not signed as it has to be.
    case orderRefused = "orderrefused"
  }

  /// What happened.
  package let kind: Kind
  /// The policy commit that it is about.
  package let revision: CommitID
  /// When it happened.
  package let time: Instant
  /// Who wanted it, as `allowed_signers` names them; empty if nobody is known.
  package let actor: String
  /// Why, in one sentence.
  package let detail: String
  /// What else there is to say, for programs; the schema has the members of each kind.
  package let details: JSON?

  /// Makes an event.
  package init(
    kind: Kind, revision: CommitID, time: Instant, actor: String = "", detail: String,
    details: JSON? = nil
  ) {
    self.kind = kind
    self.revision = revision
    self.time = time
    self.actor = actor
    self.detail = detail
    self.details = details
  }

  /// The event as a statement about the commit.
  package var statement: Statement {
    let statement = Statement(
      subjects: [.commit(revision)], predicateType: DeploymentEvent.predicateType,
      predicate: [
        "event": .string(kind.rawValue), "actor": .string(actor),
        "revision": ResourceDescriptor.commit(revision).json,
        "time": .string(time.description), "detail": .string(detail),
      ])
    return details.map { statement.adding("details", $0) } ?? statement
  }

  /// Reads the event out of a statement, or returns `nil` if it is not one.
  package init?(_ statement: Statement) {
    let predicate = JSON.object(statement.predicate)
    guard statement.predicateType == DeploymentEvent.predicateType,
      let kind = predicate["event"]?.string.flatMap(Kind.init(rawValue:)),
      let revision = predicate["revision"].flatMap({ ResourceDescriptor($0) })?.commit,
      let time = predicate["time"]?.string.flatMap({ Instant($0) })
    else { return nil }
    self.init(
      kind: kind, revision: revision, time: time, actor: predicate["actor"]?.string ?? "",
      detail: predicate["detail"]?.string ?? "", details: predicate["details"])
  }
}
