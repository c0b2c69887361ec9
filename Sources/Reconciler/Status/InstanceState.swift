package import HostLink
package import Vocabulary

/// One instance as it should be and as it is.
package struct InstanceState: Hashable, Sendable {
  /// The host.
  package let host: HostName
  /// The image.
  package let image: ImageName
  /// Whether policy wants it.
  package let isWanted: Bool
  /// What it is doing; `missing` when the host does not know it.
  package let state: String
  /// The digest of what runs.
  package let digest: Digest?
  /// The commit that it is known to enforce.
  package let revision: CommitID?
  /// Since when it serves.
  package let since: Instant?
  /// How many probes passed.
  package let probesPassed: Int
  /// How many probes there are.
  package let probeCount: Int
  /// Resident memory of its monitor, in KiB.
  package let memoryKiB: Int?
  /// Processor time of its monitor since the start.
  package let cpuMilliseconds: Int?
  /// What it has said of its answers, if it counts them.
  package let answers: AnswerCount?
  /// Whether it is as it should be.
  package let isInSync: Bool
}
