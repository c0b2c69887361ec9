package import Unikernel

/// A `kind: Module` document: the model's module and how a toolchain compiles it.
package struct ModuleManifest: Hashable, Sendable {
  /// What a module is for.
  package enum Role: String, Hashable, Sendable, CaseIterable {
    case application
    case library
    case mechanism
  }

  /// The module as the model sees it.
  package let module: Module
  /// What it is for.
  package let role: Role
  /// One line for people.
  package let doc: String
  /// How it is compiled.
  package let recipe: BuildRecipe

  /// Makes a manifest.
  package init(module: Module, role: Role, doc: String, recipe: BuildRecipe) {
    self.module = module
    self.role = role
    self.doc = doc
    self.recipe = recipe
  }

  /// The manifest with the module as an image holds it, its dependencies resolved.
  package func resolved(as module: Module) -> ModuleManifest {
    ModuleManifest(module: module, role: role, doc: doc, recipe: recipe)
  }
}
