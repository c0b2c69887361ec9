package import Vocabulary

/// What a requirement demands of an image beyond the modules that it asks for: what must not be in
/// it, and how large it may be.
package struct Obligations: Hashable, Sendable {
  /// Modules that must not be in the image, with the places that say so.
  package var forbiddenModules: [ModuleName: SourceLocation] = [:]
  /// Values that options must not have.
  package var forbiddenOptions: [ForbiddenOption] = []
  /// Most KiB of code.
  package var textKiB: Bound<Int>?
  /// Most modules, those that were pulled in included.
  package var modules: Bound<Int>?
  /// The only TCP ports of the image that a host may make reachable.
  package var openPorts: Bound<Set<Int>>?

  /// Makes obligations that any image meets.
  package init() {}
}

extension Obligations {
  /// A bound and the place that sets it.
  package struct Bound<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The bound.
    package let value: Value
    /// Where it stands.
    package let location: SourceLocation

    /// Makes a bound.
    package init(_ value: Value, at location: SourceLocation) {
      self.value = value
      self.location = location
    }
  }

  /// Values that one option must not have: as its whole value, as an element or as a key.
  package struct ForbiddenOption: Hashable, Sendable {
    /// The module.
    package let module: ModuleName
    /// The option.
    package let option: OptionName
    /// The values.
    package let values: [OptionValue]
    /// Where it stands.
    package let location: SourceLocation

    /// Makes a prohibition.
    package init(
      module: ModuleName, option: OptionName, values: [OptionValue], location: SourceLocation
    ) {
      self.module = module
      self.option = option
      self.values = values
      self.location = location
    }
  }
}
