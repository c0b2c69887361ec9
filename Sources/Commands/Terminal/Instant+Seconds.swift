import Vocabulary

extension Instant {
  /// The instant to the second, for tables.
  var toTheSecond: String { description.prefix(19) + "Z" }
}
