import Keys
import Vocabulary

/// The OCI manifest of an image: an artifact of our own type with two layers, the ELF
/// file and the list of what is in it.
enum ImageManifest {
  static let mediaType = "application/vnd.oci.image.manifest.v1+json"
  static let artifactType = "application/vnd.merlon.unikernel.v1"
  static let layerType = "application/vnd.merlon.unikernel.v1+elf"
  static let contentsType = "application/vnd.merlon.unikernel.contents.v1+json"
  static let configurationType = "application/vnd.oci.empty.v1+json"
  /// An artifact needs no configuration, but OCI 1.1 wants the empty one.
  static let emptyConfiguration = Array("{}".utf8)

  /// Writes the manifest of an image.
  static func json(of image: StoredImage, contents: [UInt8]) -> JSON {
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
        ]),
        .object([
          "mediaType": .string(contentsType),
          "digest": .string(Digest.sha256(contents).description),
          "size": .integer(contents.count),
        ]),
      ]),
      "annotations": .object(ImageAnnotations.json(of: image)),
    ])
  }

  /// Finds the digest of the list of what is in an image; `nil` when the manifest names none.
  static func contents(inManifest manifest: JSON) -> Digest? {
    manifest["layers"]?.array?.first { $0["mediaType"]?.string == contentsType }?["digest"]?.string
      .flatMap { Digest($0) }
  }
}
