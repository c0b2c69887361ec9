/// One attempt to run one version; never used twice within a slot.
package struct RolloutID: Hashable, Sendable, Comparable {
  /// Grows with each attempt.
  package let number: Int

  /// Makes the id of attempt `number`.
  package init(_ number: Int) { self.number = number }

  /// Orders by age, oldest first.
  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
