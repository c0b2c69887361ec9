/// The value of a module's option, as a document gives it and an image seals it.
package indirect enum OptionValue: Hashable, Sendable {
  case boolean(Bool)
  case integer(Int)
  case string(String)
  case list([OptionValue])
  case map([String: OptionValue])
}

extension OptionValue {
  /// The value as JSON: the form that image keys and envelopes contain.
  package var json: JSON {
    switch self {
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .string(let value): .string(value)
    case .list(let values): .array(values.map(\.json))
    case .map(let values): .object(values.mapValues(\.json))
    }
  }
}

extension OptionValue: CustomStringConvertible {
  /// The value as canonical JSON.
  package var description: String { json.canonical }
}
