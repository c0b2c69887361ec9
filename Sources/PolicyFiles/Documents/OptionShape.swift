import Unikernel
import Vocabulary

extension Kind where Value == OptionValue {
  /// The value of an option; what type it must have is for its module to say.
  ///
  /// No type of option nests deeper than lists in a mapping.
  static var optionValue: Kind {
    let scalar: Schema = ["type": .words(["boolean", "integer", "string"])]
    let list: Schema = ["type": .string("array"), "items": scalar.json]
    let element: Schema = ["anyOf": .array([scalar.json, list.json])]
    let map: Schema = ["type": .string("object"), "additionalProperties": element.json]
    return Kind(["anyOf": .array([scalar.json, list.json, map.json])]) { yaml, slot in
      switch yaml.content {
      case .map(let members):
        var values: [String: OptionValue] = [:]
        for member in members { values[member.key] = slot.element(member.value) }
        return values.count == members.count ? .map(values) : nil
      default: return slot.element(yaml)
      }
    }
  }
}

extension Slot {
  /// A scalar, or a list of them.
  fileprivate func element(_ yaml: YAML) -> OptionValue? {
    guard case .list(let elements) = yaml.content else { return scalar(yaml) }
    let values = elements.compactMap(scalar)
    return values.count == elements.count ? .list(values) : nil
  }

  private func scalar(_ yaml: YAML) -> OptionValue? {
    switch yaml.content {
    case .boolean(let value, _): return .boolean(value)
    case .integer(let value, _): return .integer(value)
    case .string(let value): return .string(value)
    case .null: note(at: yaml.location, "\(noun.text) has no value")
    case .number(let text):
      note(
        at: yaml.location, "\(noun.text) cannot be \(yaml.noun)", hint: "put it in quotes",
        fix: Diagnostic.Fix(replace: text, with: "\"\(text)\""))
    case .list, .map:
      note(
        at: yaml.location, "\(noun.text) is nested deeper than options can be",
        hint: "an option is a scalar, a list of scalars, or a mapping to either")
    }
    return nil
  }
}

/// The declaration of an option in `module.yaml`.
enum OptionShape {
  static let declaration: Kind<Option> = .mapping(
    .required("type", .choice(of: OptionType.self), "What values it takes."),
    .optional(
      "merge", Kind.choice(of: MergeRule.self).valued,
      "How two demands become one value; left out, they must be equal."),
    .required("doc", .string, "One line for people."),
    .optional(
      "default", Kind.optionValue.valued,
      "The value when nobody asks for one; left out, somebody must."),
    .optional(
      "format", Kind.choice(of: OptionFormat.self).valued,
      "What its texts must look like: those of a list, the values of a mapping, for resource its "
        + "keys."),
    .optional("choices", choices.valued, "The texts that it can have."),
    .optional(
      "range", range.valued,
      "The least and the most of a number, of the bytes of a text, or of the entries of the rest."),
    make: make)

  private static let choices: Kind<[String]> = .list(of: .string)

  private static let range: Kind<ClosedRange<Int>> = .mapping(
    .required("from", .integer(0...Int(Int32.max)), "The least."),
    .required("to", .integer(0...Int(Int32.max)), "The most."), called: "the range",
    make: { place, least, most in
      if least <= most { return least...most }
      place.note("the range has no number in it")
      return nil
    })

  private static func make(
    _ place: Place, _ type: OptionType, _ merge: Located<MergeRule>?, _ doc: String,
    _ fallback: Located<OptionValue>?, _ format: Located<OptionFormat>?,
    _ choices: Located<[String]>?, _ range: Located<ClosedRange<Int>>?
  ) -> Option? {
    let option = Option(
      type: type, defaultValue: fallback?.value, merge: merge?.value, format: format?.value,
      choices: choices?.value ?? [], range: range?.value, doc: doc)
    if let fallback {
      if !type.admits(fallback.value) {
        place.note(
          at: fallback.location,
          "the default of \(name(of: place)) is not of type \(type.rawValue)")
      } else if let fault = option.fault(in: fallback.value) {
        place.note(
          at: fallback.location, "the default of \(name(of: place)) \(fault.problem)",
          hint: fault.hint)
      }
    }
    if let format, !format.value.applies(to: type) {
      place.note(
        at: format.location,
        "the format \(format.value.rawValue) has no meaning for type \(type.rawValue)")
    }
    if let choices, ![.string, .strings, .stringMap, .stringsMap].contains(type) {
      place.note(at: choices.location, "choices have no meaning for type \(type.rawValue)")
    }
    if let range, type == .boolean || type == .directory {
      place.note(at: range.location, "a range has no meaning for type \(type.rawValue)")
    }
    if let merge, !merge.value.applies(to: type) {
      place.note(
        at: merge.location,
        "the merge rule \(merge.value.rawValue) has no meaning for type \(type.rawValue)")
    }
    return option
  }

  private static func name(of place: Place) -> String {
    if case .named(_, let name) = place.slot.noun { "option \(name)" } else { "the option" }
  }
}
