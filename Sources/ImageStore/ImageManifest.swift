import Keys
import Vocabulary

/// The OCI manifest of an image: an artifact of our own type with the ELF file as its one layer.
enum ImageManifest {
  static let mediaType = "application/vnd.oci.image.manifest.v1+json"
  static let artifactType = "application/vnd.merlon.unikernel.v1"
  static let layerType = "application/vnd.merlon.unikernel.v1+elf"
  static let configurationType = "application/vnd.oci.empty.v1+json"
  /// An artifact needs no configuration, but OCI 1.1 wants the empty one.
  static let emptyConfiguration = Array("{}".utf8)

  /// Writes the manifest of an image.
  static func json(of image: StoredImage) -> JSON {
    .object([
      "schemaVersion": .integer(2), "mediaType": .string(mediaType),
      "artifactType": .string(artifactType),
      "config": .object([
        "mediaType": .string(configurationType),
        "digest": .string(Digest.sha256(emptyConfiguration).description),
        "size": .integer(emptyConfiguration.count),
      ]),
      "layers": .array([
        .object([
          "mediaType": .string(layerType), "digest": .string(image.digest.description),
          "size": .integer(image.byteCount),
          "annotations": .object([
            "org.opencontainers.image.title": .string("\(image.name).\(image.target.rawValue)")
          ]),
        ])
      ]),
      "annotations": .object(ImageAnnotations.json(of: image)),
    ])
  }
}
