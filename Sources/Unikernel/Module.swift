package import Vocabulary

/// A software package or injectable source that can be put into an image: the paper's m ∈ 𝓜.
package struct Module: Hashable, Sendable {
  /// The name; unique in 𝓜.
  package let name: ModuleName
  /// requires(m): what must be in the image before this module.
  package let requires: Set<ModuleName>
  /// conflicts(m): what must not be in the image with this module.
  package let conflicts: Set<ModuleName>
  /// The options that span C(m).
  package let options: [OptionName: Option]
  /// Where the module is declared.
  package let location: SourceLocation

  /// Makes a module.
  package init(
    name: ModuleName, requires: Set<ModuleName> = [], conflicts: Set<ModuleName> = [],
    options: [OptionName: Option] = [:], location: SourceLocation
  ) {
    self.name = name
    self.requires = requires
    self.conflicts = conflicts
    self.options = options
    self.location = location
  }
}
