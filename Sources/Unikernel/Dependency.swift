package import Vocabulary

/// One thing that a module requires: a module, or one of several that serve as well.
package struct Dependency: Hashable, Sendable {
  /// One module that meets a dependency.
  package struct Alternative: Hashable, Sendable {
    /// The module.
    package let module: ModuleName
    /// Its versions that do.
    package let versions: VersionRange

    /// Makes an alternative.
    package init(_ module: ModuleName, _ versions: VersionRange = .all) {
      self.module = module
      self.versions = versions
    }
  }

  /// What meets it, the most wanted first; never empty.
  package let anyOf: [Alternative]

  /// Makes a dependency of its alternatives.
  package init(anyOf alternatives: [Alternative]) {
    precondition(!alternatives.isEmpty, "a dependency names a module")
    anyOf = alternatives
  }

  /// Makes a dependency on one module.
  package init(_ module: ModuleName, _ versions: VersionRange = .all) {
    self.init(anyOf: [Alternative(module, versions)])
  }
}
