package import Policy

/// A module that images may take, with the identity of the folder it comes from.
package struct CatalogModule: Hashable, Sendable {
  /// What its `module.yaml` says.
  package let manifest: ModuleManifest
  /// Changes whenever any file of the module does: a git tree id or a digest.
  package let folder: String

  /// Makes a module.
  package init(manifest: ModuleManifest, folder: String) {
    self.manifest = manifest
    self.folder = folder
  }
}
