import Unikernel
import Vocabulary

/// A module that is asked for, with options.
typealias ModuleRequest = Entry<ModuleName, [Entry<OptionName, OptionValue>]>

/// Versions of a module that are accepted.
typealias VersionRequest = Entry<ModuleName, VersionRange>

extension Kind where Value == [ModuleRequest] {
  /// `modules: {NAME: {OPTION: VALUE}}`; without options, the mapping may be left out.
  static var modules: Kind { .map(from: .name(), to: .options, called: "the options of module") }
}

extension Kind where Value == [Entry<OptionName, OptionValue>] {
  fileprivate static var options: Kind {
    let options = Self.map(from: .name(), to: .optionValue, called: "option")
    return Kind(options.schema.orNull) { yaml, slot in
      switch (yaml.content, slot.noun) {
      case (.null, _): return []
      case (.map, _): return options.read(yaml, slot)
      case (_, .named(let words, let module)):
        slot.note(
          at: yaml.location, "\(words) \(module) must be a mapping, not \(yaml.noun)",
          hint: "write `\(module): {}` for the defaults")
        return nil
      default: return options.read(yaml, slot)
      }
    }
  }
}

extension Field where Value == [VersionRequest] {
  /// Versions of modules.
  static var versions: Field {
    .defaulted(
      "versions", .map(from: .name(), to: .text(.versions), called: "the versions of module"), [],
      "Versions of modules that are accepted, as ^1.2, ~1.2, 1.2.3 or >=1.2 <2.")
  }
}

extension Specification {
  /// Makes a specification of what one document asks for.
  init(_ modules: [ModuleRequest], _ versions: [VersionRequest], for source: Origin.Source) {
    self.init()
    for module in modules {
      insert(module.key, origins: [Origin(source, at: module.location)])
      for option in module.value {
        let origin = Origin(source, at: option.location)
        insert(Demand(Setting(option.key, option.value), by: origin), into: module.key)
      }
    }
    for version in versions {
      insert(
        versions: version.value, origin: Origin(source, at: version.location), into: version.key)
    }
  }
}
