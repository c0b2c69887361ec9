package import Vocabulary

/// How a module lets two demands on one option be met by one value.
///
/// Each rule is idempotent, commutative and associative wherever it can meet both demands, so
/// that the order of documents never decides.
package enum MergeRule: String, Hashable, Sendable, CaseIterable {
  /// Lists and maps: all elements of both.
  case union
  /// Lists: the elements that both name. Maps of lists: all keys of both, and for a key in both
  /// the elements that both name, so that no demand lets in what another keeps out.
  case intersection
  /// Integers: the smaller one.
  case min
  /// Integers: the larger one.
  case max
  /// Booleans: true when both are.
  case all
  /// Booleans: true when one is.
  case any

  /// Tells whether the rule has a meaning for options of `type`.
  package func applies(to type: OptionType) -> Bool {
    switch self {
    case .union: [.strings, .stringMap, .stringsMap].contains(type)
    case .intersection: [.strings, .stringsMap].contains(type)
    case .min, .max: type == .integer
    case .all, .any: type == .boolean
    }
  }

  /// Joins a new demand to the value that stands.
  ///
  /// What cannot be kept beside the new demand (a
  /// map's key with another value) gives way to it, as equation 6 allows.
  package func merge(_ standing: OptionValue, with demand: OptionValue) -> OptionValue {
    switch (self, standing, demand) {
    case (.min, .integer(let left), .integer(let right)): .integer(Swift.min(left, right))
    case (.max, .integer(let left), .integer(let right)): .integer(Swift.max(left, right))
    case (.all, .boolean(let left), .boolean(let right)): .boolean(left && right)
    case (.any, .boolean(let left), .boolean(let right)): .boolean(left || right)
    case (.union, .list(let left), .list(let right)): .list(Self.sorted(left + right))
    case (.intersection, .list(let left), .list(let right)):
      .list(Self.sorted(left.filter(right.contains)))
    case (.union, .map(let left), .map(let right)),
      (.intersection, .map(let left), .map(let right)):
      .map(left.merging(right) { merge($0, with: $1) })
    default: demand
    }
  }

  /// The elements without repetition, in the order of their canonical text.
  private static func sorted(_ elements: [OptionValue]) -> [OptionValue] {
    Set(elements).map { (text: $0.description, value: $0) }
      .sorted { $0.text < $1.text }.map(\.value)
  }
}
