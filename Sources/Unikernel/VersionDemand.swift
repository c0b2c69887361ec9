/// Versions of a module that somebody accepts, and no others.
package struct VersionDemand: Hashable, Sendable {
  /// What is accepted.
  package let versions: VersionRange
  /// Who asks; the location is the range's.
  package let origin: Origin

  /// Makes a demand.
  package init(_ versions: VersionRange, by origin: Origin) {
    self.versions = versions
    self.origin = origin
  }
}
