import Attestation
package import Vocabulary

/// What became of an instance of a commit.
package struct AuditInstance: Hashable, Sendable {
  /// The host.
  package let host: HostName
  /// The image.
  package let image: ImageName
  /// The digest of its bytes.
  package let digest: Digest
  /// What happened, as the deployment predicate names it.
  package let event: String
  /// When.
  package let time: Instant
  /// More about it, for people.
  package let detail: String

  init(_ event: DeploymentEvent) {
    host = event.host
    image = event.image
    digest = event.imageDigest
    self.event = event.kind.rawValue
    time = event.time
    detail = event.detail
  }
}
