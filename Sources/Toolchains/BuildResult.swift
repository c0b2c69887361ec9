package import Inventory
package import Vocabulary

/// A built image.
package struct BuildResult: Hashable, Sendable {
  /// The ELF file.
  package let bytes: [UInt8]
  /// The digest of `bytes`, by which hosts know the image.
  package let digest: Digest
  /// The image key: equal keys mean equal bytes.
  package let key: Digest
  /// The bytes of executable code in the image.
  package let textBytes: Int
  /// What is in it.
  package let contents: ImageContents
  /// The modules of which something was compiled, in the order of their installation; everything
  /// else came from the cache.
  package let compiledModules: [ModuleName]
  /// The number of files compiled, u₀'s and generated ones included.
  package let compiledUnits: Int
}
