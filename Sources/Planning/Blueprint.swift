package import Unikernel
package import Vocabulary

/// All that the bytes of an image depend on, apart from the toolchain.
///
/// One toolchain makes equal images of equal blueprints.
package struct Blueprint: Hashable, Sendable {
  /// One installed module with what is sealed into it.
  package struct Part: Hashable, Sendable {
    /// The module.
    package let module: ModuleName
    /// Its version.
    package let version: Version
    /// The identity of its folder.
    package let folder: String
    /// Its whole configuration.
    package let options: [OptionName: OptionValue]
    /// The folders of the repository that its options of type directory name.
    package let directories: [OptionName: TreeID]
  }

  /// The image's name, which its note holds.
  package let image: ImageName
  /// The ABI.
  package let target: Target
  /// Memory of one instance, in MiB, which its note holds.
  package let memoryMiB: Int
  /// The TCP ports at which it may be reached, which its note holds, least first.
  package let ports: [Int]
  /// When the image stops being valid, which its note holds; `nil` for never.
  package let notAfter: Instant?
  /// The modules in installation order.
  package let parts: [Part]
}
