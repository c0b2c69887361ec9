import Keys
package import Vocabulary

/// What makes two toolchains build the same bytes: the compilers, their flags and u₀.
package struct ToolchainIdentity: Hashable, Sendable {
  /// What each program says its version is, by the program's name.
  package let versions: [String: String]
  /// The digest of `versions`.
  package let compilers: Digest
  /// The digest of u₀'s sources.
  package let libraryOS: Digest
  /// The digest of all of it, the flags included.
  package let digest: Digest

  /// Makes an identity.
  package init(versions: [String: String], libraryOS: Digest) {
    self.versions = versions
    self.libraryOS = libraryOS
    compilers = Digest.sha256(JSON.object(versions.mapValues(JSON.string)).canonical)
    digest = Digest.sha256(
      JSON.object([
        "compilers": .string(compilers.hex), "libraryOS": .string(libraryOS.hex),
        "flags": .array(CompilerFlags.all.map { .array($0.map(JSON.string)) }),
      ]).canonical)
  }
}
