package import Vocabulary

/// What the store knows of an image without reading its bytes.
package struct StoredImage: Hashable, Sendable {
  /// The digest of the ELF file, by which hosts know the image.
  package let digest: Digest
  /// The bytes of the ELF file.
  package let byteCount: Int
  /// The image's name in the fleet.
  package let name: ImageName
  /// The image key: what it was built from.
  package let key: Digest
  /// Which tender runs it.
  package let target: Target
  /// The bytes of executable code in it.
  package let textBytes: Int
}
