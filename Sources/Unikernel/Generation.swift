package import Vocabulary

/// An image with the reasons for all that is in it.
package struct Generation: Hashable, Sendable {
  /// The image.
  package let image: Image
  /// What was asked for, after the requirements were merged in (Algorithm 1, lines 4–9).
  package let specification: Specification
  /// For each module that nobody asked for by name, the modules that require it.
  package var pulledIn: [ModuleName: Set<ModuleName>] {
    var found: [ModuleName: Set<ModuleName>] = [:]
    for module in image.installed {
      for required in module.requires where specification.entries[required] == nil {
        found[required, default: []].insert(module.name)
      }
    }
    return found
  }
}
