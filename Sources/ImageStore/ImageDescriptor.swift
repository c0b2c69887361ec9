import Keys
import Vocabulary

/// An entry of `index.json`.
struct ImageDescriptor {
  /// The entry as it stands, so that entries of others are kept as they are.
  let json: JSON
  /// The image, when the entry is one of ours.
  let image: StoredImage?

  /// Reads the entries of an index; `nil` when it is not one.
  static func all(inIndex index: JSON) -> [ImageDescriptor]? {
    guard index["schemaVersion"]?.integer == 2, let manifests = index["manifests"]?.array else {
      return nil
    }
    return manifests.map {
      ImageDescriptor(json: $0, image: ImageAnnotations.image($0["annotations"]))
    }
  }

  /// Writes the entry of an image.
  static func json(ofManifest manifest: [UInt8], image: StoredImage) -> JSON {
    let reference = "\(image.name)-\(image.key.short)"
    let annotations = ImageAnnotations.json(of: image)
      .merging(["org.opencontainers.image.ref.name": .string(reference)]) { $1 }
    return .object([
      "mediaType": .string(ImageManifest.mediaType),
      "artifactType": .string(ImageManifest.artifactType),
      "digest": .string(Digest.sha256(manifest).description),
      "size": .integer(manifest.count), "annotations": .object(annotations),
    ])
  }

  /// Writes an index.
  static func index(_ entries: [JSON]) -> JSON {
    .object([
      "schemaVersion": .integer(2),
      "mediaType": .string("application/vnd.oci.image.index.v1+json"),
      "manifests": .array(entries),
    ])
  }
}
