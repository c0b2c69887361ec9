package import Vocabulary

/// What tells a module from all others of the catalogs: its name and its version.
package struct ModuleKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name.
  package let name: ModuleName
  /// The version.
  package let version: Version

  /// Makes a key.
  package init(_ name: ModuleName, _ version: Version) {
    self.name = name
    self.version = version
  }

  /// The form that folders of catalogs may have: `NAME@VERSION`.
  package var description: String { "\(name)@\(version)" }

  /// Orders by name, then by version.
  package static func < (left: Self, right: Self) -> Bool {
    (left.name, left.version) < (right.name, right.version)
  }
}

extension Module {
  /// The module's name and version.
  package var key: ModuleKey { ModuleKey(name, version) }
}
