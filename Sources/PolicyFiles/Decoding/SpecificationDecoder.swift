import Policy
import Unikernel
import Vocabulary

/// Decodes `modules: {NAME: {OPTION: VALUE}}`, the part that images and requirements share.
enum SpecificationDecoder {
  static func decode(
    _ member: YAML.Member?, from fields: Fields, for source: Origin.Source
  ) -> Specification {
    var specification = Specification()
    for module in fields.map(member) {
      guard let name: ModuleName = fields.name(module.key, at: module.location) else { continue }
      specification.insert(name, origins: [Origin(source, at: module.location)])
      if case .null = module.value.content { continue }
      guard case .map(let options) = module.value.content else {
        fields.problems.note(
          at: module.value.location,
          "the options of module \(name) must be a mapping, not \(module.value.noun)",
          hint: "write `\(name): {}` for the defaults")
        continue
      }
      for option in options {
        guard let optionName: OptionName = fields.name(option.key, at: option.location),
          let value = value(option.value, of: option.key, fields.problems)
        else { continue }
        specification.insert(
          Demand(Setting(optionName, value), by: Origin(source, at: option.location)), into: name)
      }
    }
    return specification
  }

  /// The value of an option; what types it may have is for its module to say.
  static func value(_ yaml: YAML, of option: String, _ problems: Problems) -> OptionValue? {
    switch yaml.content {
    case .null:
      problems.note(at: yaml.location, "option \(option) has no value")
      return nil
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .string(let value): return .string(value)
    case .list(let elements):
      return .list(elements.compactMap { value($0, of: option, problems) })
    case .map(let members):
      var values: [String: OptionValue] = [:]
      for member in members { values[member.key] = value(member.value, of: option, problems) }
      return .map(values)
    }
  }
}
