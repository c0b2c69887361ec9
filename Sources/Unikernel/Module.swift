package import Vocabulary

/// A software package or injectable source that can be put into an image: the paper's m ∈ 𝓜.
package struct Module: Hashable, Sendable {
  /// The name; an image holds at most one version of a name.
  package let name: ModuleName
  /// The version; 0.0.0 for a module that has none.
  package let version: Version
  /// What the module declares that it requires.
  package let dependencies: [Dependency]
  /// requires(m): what must be in the image before this module.
  ///
  /// In an image, what each dependency was resolved to. In 𝓜, where nothing is resolved yet, the
  /// modules that no image with this one can do without.
  package let requires: Set<ModuleName>
  /// conflicts(m): what must not be in the image with this module.
  package let conflicts: Set<ModuleName>
  /// The options that span C(m).
  package let options: [OptionName: Option]
  /// Where the module is declared.
  package let location: SourceLocation

  /// Makes a module as it is declared.
  package init(
    name: ModuleName, version: Version = Version(0), dependencies: [Dependency],
    conflicts: Set<ModuleName> = [], options: [OptionName: Option] = [:], location: SourceLocation
  ) {
    let alone = dependencies.filter { $0.anyOf.count == 1 }.map(\.anyOf[0].module)
    self.init(
      name, version, dependencies, requires: Set(alone), conflicts: conflicts, options, location)
  }

  /// Makes a module that requires others in whatever version.
  package init(
    name: ModuleName, requires: Set<ModuleName> = [], conflicts: Set<ModuleName> = [],
    options: [OptionName: Option] = [:], location: SourceLocation
  ) {
    self.init(
      name: name, dependencies: requires.sorted().map { Dependency($0) }, conflicts: conflicts,
      options: options, location: location)
  }

  private init(
    _ name: ModuleName, _ version: Version, _ dependencies: [Dependency],
    requires: Set<ModuleName>, conflicts: Set<ModuleName>, _ options: [OptionName: Option],
    _ location: SourceLocation
  ) {
    self.name = name
    self.version = version
    self.dependencies = dependencies
    self.requires = requires
    self.conflicts = conflicts
    self.options = options
    self.location = location
  }
}

// MARK: - Resolution

extension Module {
  /// Makes the module as it stands in an image where its dependencies are met by `requires`.
  func resolved(to requires: Set<ModuleName>) -> Module {
    requires == self.requires
      ? self
      : Module(
        name, version, dependencies, requires: requires, conflicts: conflicts, options, location)
  }

  /// Makes the same module with more conflicts.
  func conflicting(with others: Set<ModuleName>) -> Module {
    others.isSubset(of: conflicts)
      ? self
      : Module(
        name, version, dependencies, requires: requires, conflicts: conflicts.union(others),
        options, location)
  }
}
