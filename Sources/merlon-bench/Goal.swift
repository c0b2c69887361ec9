/// A bound that a median has to keep.
struct Goal {
  let name: String
  let sample: Sample
  let bound: Double

  var isMet: Bool { sample.median <= bound }

  /// The line that programs look for.
  var line: String {
    "goal \(name) \(Figure.text(sample.median)) \(sample.unit) <= \(Figure.text(bound)) "
      + (isMet ? "met" : "missed")
  }
}
