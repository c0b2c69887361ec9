package import Vocabulary

/// One thing that happened on a host; the controller writes its ledger from these.
package struct HostEvent: Hashable, Sendable {
  /// The kinds of things that happen.
  package enum What: String, Sendable, CaseIterable {
    /// A monitor was started.
    case booting
    /// The guest answered for the first time.
    case booted
    /// The probes were asked; the detail says what came back.
    case probed
    /// The instance enforces `revision`: it passed its probes and has the connections.
    case enforced
    /// The instance did not get as far as serving.
    case failed
    /// After a failure, the instance of `revision` goes on serving.
    case rolledBack
    /// A serving instance ended unasked.
    case exited
    /// An instance will be started again.
    case restarting
    /// An instance that gave its connections away has none left.
    case drained
    /// An instance was stopped.
    case stopped
    /// The right to run ended.
    case expired
  }

  /// Grows by one with each event of this host and is never used again.
  package let number: Int
  /// When it happened.
  package let time: Instant
  /// The fleet.
  package let fleet: FleetName
  /// The instance.
  package let instance: InstanceName
  /// The image.
  package let image: ImageName
  /// The bytes of the image.
  package let digest: Digest
  /// The commit of the policy that wanted them.
  package let revision: CommitID
  /// What happened.
  package let what: What
  /// More about it, for people; never a secret.
  package let detail: String

  /// Makes an event.
  package init(
    number: Int, time: Instant, fleet: FleetName, desired: DesiredInstance, what: What,
    detail: String
  ) {
    self.number = number
    self.time = time
    self.fleet = fleet
    instance = desired.name
    image = desired.image
    digest = desired.digest
    revision = desired.revision
    self.what = what
    self.detail = detail
  }
}

extension HostEvent: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object([
      "number": .integer(number), "time": .string(time.description),
      "fleet": .string(fleet.text), "instance": .string(instance.text),
      "image": .string(image.text), "digest": .string(digest.description),
      "revision": .string(revision.hex), "what": .string(what.rawValue),
      "detail": .string(detail),
    ])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    number = try reader.integer("number", in: 1...Int.max)
    time = try reader.instant("time")
    fleet = try reader.name("fleet")
    instance = try reader.name("instance")
    image = try reader.name("image")
    digest = try reader.digest("digest")
    revision = try reader.commit("revision")
    what = try reader.choice("what")
    detail = try reader.string("detail")
  }
}
