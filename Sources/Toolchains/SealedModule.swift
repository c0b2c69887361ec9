package import Policy
import Unikernel
package import Vocabulary

/// A module as one image seals it: its code, and the values that its options have there.
package struct SealedModule: Hashable, Sendable {
  /// What the catalog says of the module.
  package let manifest: ModuleManifest
  /// The files of the module's folder, by their path in it.
  package let files: [String: [UInt8]]
  /// The value of every option; an option that is left out has its default.
  package let options: [OptionName: OptionValue]
  /// The files that options of type `directory` seal, by option and by path in the directory.
  package let directories: [OptionName: [String: [UInt8]]]

  /// Makes a sealed module.
  package init(
    manifest: ModuleManifest, files: [String: [UInt8]], options: [OptionName: OptionValue] = [:],
    directories: [OptionName: [String: [UInt8]]] = [:]
  ) {
    self.manifest = manifest
    self.files = files
    self.options = options
    self.directories = directories
  }

  /// The module's name.
  package var name: ModuleName { manifest.module.name }
}
