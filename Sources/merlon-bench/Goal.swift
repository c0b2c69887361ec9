/// A bound that a median has to keep.
struct Goal {
  let name: String
  let sample: Sample
  let bound: Double
  /// Whether more is better.
  var isFloor = false

  var isMet: Bool { isFloor ? sample.median >= bound : sample.median <= bound }

  /// The line that programs look for.
  var line: String {
    "goal \(name) \(Figure.text(sample.median)) \(sample.unit) \(isFloor ? ">=" : "<=") \(Figure.text(bound)) "
      + (isMet ? "met" : "missed")
  }
}
