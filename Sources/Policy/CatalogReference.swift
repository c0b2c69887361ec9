package import Vocabulary

/// A catalog that a fleet uses.
package struct CatalogReference: Hashable, Sendable {
  /// Where the modules are.
  package enum Source: Hashable, Sendable {
    /// Shipped with this release of Merlon.
    case shipped
    /// A folder of the policy repository, which holds one folder for each module.
    case folder(String)
    /// Another git repository, pinned to a commit.
    case git(GitSource)
  }

  /// A commit of another repository.
  package struct GitSource: Hashable, Sendable {
    /// What `git fetch` is given: a path, `file://`, `https://`, `ssh://` or
    /// `USER@HOST:PATH`.
    package let url: String
    /// The pin.
    package let commit: CommitID
    /// The tag or branch that the pin was taken from: it must still contain, or be, the commit.
    package let ref: String?
    /// The folder that holds one folder for each module; "" for the root.
    package let folder: String

    /// Makes a source.
    package init(url: String, commit: CommitID, ref: String?, folder: String) {
      self.url = url
      self.commit = commit
      self.ref = ref
      self.folder = folder
    }
  }

  /// The catalog's name.
  package let name: CatalogName
  /// Where its modules are.
  package let source: Source
  /// Where the fleet names it.
  package let location: SourceLocation

  /// Makes a reference.
  package init(name: CatalogName, source: Source, location: SourceLocation) {
    self.name = name
    self.source = source
    self.location = location
  }
}
