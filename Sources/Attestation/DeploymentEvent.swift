package import Vocabulary

/// Something that happened to an instance of an image on a host: Merlon's own predicate.
package struct DeploymentEvent: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://merlon.dev/attestation/deployment/v1"

  /// What happened; the verbs of CDEvents' service events where it has one.
  package enum Kind: String, Sendable, CaseIterable {
    /// The first instance of an image serves (CDEvents).
    case deployed
    /// An instance of a newer image took over (CDEvents).
    case upgraded
    /// The instance before it serves again, because the newer one failed (CDEvents).
    case rolledBack = "rolledback"
    /// No instance is wanted any more, and none runs (CDEvents).
    case removed
    case booted
    /// The image serves and every probe passed.
    case enforced
    case failed
    case restarted
    case drained
    case stopped
    case expired
    /// The controller found something else than policy wants.
    case drifted
    /// What had drifted is as policy wants it again.
    case repaired
    /// A controller whose time is over wanted it, and the host did not do it.
    case refused

    /// The events after which an image serves, and the others of its instance do not.
    package static let serving: Set<Kind> = [
      .deployed, .upgraded, .enforced, .rolledBack, .repaired,
    ]
    /// The events after which an image runs.
    package static let running = serving.union([.booted, .restarted])
  }

  /// What happened.
  package let kind: Kind
  /// The image's name.
  package let image: ImageName
  /// The digest of the image's bytes.
  package let imageDigest: Digest
  /// Where it happened.
  package let host: HostName
  /// The instance on that host.
  package let instance: String
  /// The policy commit that wanted it.
  package let revision: CommitID
  /// When it happened.
  package let time: Instant
  /// One sentence for people; may be empty.
  package let detail: String
  /// What else there is to say, for programs; `nil` for nothing.
  package let details: JSON?

  /// Makes an event.
  package init(
    kind: Kind, image: ImageName, imageDigest: Digest, host: HostName, instance: String,
    revision: CommitID, time: Instant, detail: String = "",
    details: JSON? = nil
  ) {
    self.kind = kind
    self.image = image
    self.imageDigest = imageDigest
    self.host = host
    self.instance = instance
    self.revision = revision
    self.time = time
    self.detail = detail
    self.details = details
  }

  /// The event as a statement about the image.
  package var statement: Statement {
    let statement = Statement(
      subjects: [.image(image, imageDigest)], predicateType: Self.predicateType,
      predicate: [
        "event": .string(kind.rawValue), "host": .string(host.text),
        "instance": .string(instance), "revision": ResourceDescriptor.commit(revision).json,
        "time": .string(time.description), "detail": .string(detail),
      ])
    return details.map { statement.adding("details", $0) } ?? statement
  }

  /// Reads the event out of a statement, or returns `nil` if it is not one.
  package init?(_ statement: Statement) {
    let predicate = JSON.object(statement.predicate)
    guard statement.predicateType == Self.predicateType, let subject = statement.subjects.first,
      let image = subject.image, let digest = subject.sha256,
      let kind = predicate["event"]?.string.flatMap(Kind.init(rawValue:)),
      let host = predicate["host"]?.string.flatMap({ HostName($0) }),
      let instance = predicate["instance"]?.string,
      let revision = predicate["revision"].flatMap({ ResourceDescriptor($0) })?.commit,
      let time = predicate["time"]?.string.flatMap({ Instant($0) })
    else { return nil }
    self.init(
      kind: kind, image: image, imageDigest: digest, host: host, instance: instance,
      revision: revision, time: time, detail: predicate["detail"]?.string ?? "",
      details: predicate["details"])
  }
}
