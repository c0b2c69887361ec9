import Attestation
package import Vocabulary

/// An image that was built for a commit.
package struct AuditBuild: Hashable, Sendable {
  /// The image.
  package let image: ImageName
  /// The digest of its bytes.
  package let digest: Digest
  /// The requirements that it enforces.
  package let requirements: [String]

  init(_ provenance: BuildProvenance) {
    image = provenance.image
    digest = provenance.imageDigest
    requirements =
      provenance.parameters["requirements"]?.array?.compactMap(\.string) ?? []
  }
}
