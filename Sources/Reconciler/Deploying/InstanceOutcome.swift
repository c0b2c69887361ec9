package import Vocabulary

/// What became of one instance that a host was asked for.
package struct InstanceOutcome: Hashable, Sendable {
  /// How it ended.
  package enum Ending: Hashable, Sendable {
    /// It serves, and its probes passed.
    case enforced
    /// It does not serve; the reason, and whether the one before it goes on serving.
    case failed(String, rolledBack: Bool)
    /// The host has not said yet.
    case pending
  }

  /// The host.
  package let host: HostName
  /// The image, whose name the instance has.
  package let image: ImageName
  /// The bytes that were asked for.
  package let digest: Digest
  /// The commit that wants it.
  package let revision: CommitID
  /// How it ended.
  package let ending: Ending
  /// Whether it was so before anything was told, as after a restart of this controller.
  package let isStanding: Bool
  /// When the host or this controller saw it.
  package let time: Instant
  /// From the start of the monitor to the first answer.
  package let bootMilliseconds: Int?
  /// What the host's probes saw.
  package let probes: [ProbeOutcome]
}
