package import Vocabulary

/// What an auditor asks about; an empty filter means everything.
package struct AuditFilter: Sendable {
  /// A part of a filter, named as its option is.
  package enum Field: String, Sendable, CaseIterable {
    case at
    case from
    case to
    case image
    case host
    case requirement
    case commit
    case tenant
  }

  private var instants: [Field: Instant] = [:]
  private var texts: [Field: String] = [:]

  /// Makes an empty filter.
  package init() {}

  /// Asks about an instant, or about what is not before or not after one.
  package mutating func set(_ field: Field, _ instant: Instant?) { instants[field] = instant }

  /// Asks about one thing.
  package mutating func set(_ field: Field, _ text: String?) { texts[field] = text }

  /// The fields that are set.
  var fields: [Field] {
    Field.allCases.filter { instants[$0] != nil || texts[$0] != nil }
  }

  /// Whether it asks about no time.
  var hasNoTime: Bool { instants.isEmpty }

  /// The instant of a field.
  func instant(_ field: Field) -> Instant? { instants[field] }

  /// The text of a field.
  func text(_ field: Field) -> String? { texts[field] }

  /// The fields that are set, in words.
  var described: [String: String] {
    var words: [String: String] = [:]
    for (field, text) in texts { words[field.rawValue] = text }
    for (field, instant) in instants { words[field.rawValue] = instant.description }
    return words
  }

  /// The instants and texts as SQL sees them.
  func value(_ field: Field) -> (instant: Int64?, text: String?) {
    (instants[field]?.milliseconds, texts[field])
  }
}
