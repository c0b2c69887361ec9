/// A setting that somebody asks for.
package struct Demand: Hashable, Sendable {
  /// What is asked for.
  package let setting: Setting
  /// Who asks; the location is the option's.
  package let origin: Origin

  /// Makes a demand.
  package init(_ setting: Setting, by origin: Origin) {
    self.setting = setting
    self.origin = origin
  }
}
