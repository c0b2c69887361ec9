import Vocabulary

/// What the store notes about an image, in the manifest and, to find it by, in the index.
enum ImageAnnotations {
  private static let name = "dev.merlon.image.name"
  private static let key = "dev.merlon.image.key"
  private static let target = "dev.merlon.image.target"
  private static let text = "dev.merlon.image.text-bytes"
  private static let digest = "dev.merlon.image.digest"
  private static let size = "dev.merlon.image.bytes"

  /// Writes the annotations; their values are strings, as OCI wants them.
  static func json(of image: StoredImage) -> [String: JSON] {
    [
      name: .string(image.name.text), key: .string(image.key.description),
      target: .string(image.target.rawValue), text: .string(String(image.textBytes)),
      digest: .string(image.digest.description), size: .string(String(image.byteCount)),
    ]
  }

  /// Reads the annotations; `nil` when they are not those of an image of ours.
  static func image(_ json: JSON?) -> StoredImage? {
    guard let name = json?[Self.name]?.string.flatMap({ ImageName($0) }),
      let key = json?[Self.key]?.string.flatMap({ Digest($0) }),
      let target = json?[Self.target]?.string.flatMap(Target.init(rawValue:)),
      let text = json?[Self.text]?.string.flatMap({ Int($0) }),
      let digest = json?[Self.digest]?.string.flatMap({ Digest($0) }),
      let size = json?[Self.size]?.string.flatMap({ Int($0) })
    else { return nil }
    return StoredImage(
      digest: digest, byteCount: size, name: name, key: key, target: target, textBytes: text)
  }
}
