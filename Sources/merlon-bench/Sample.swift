/// Repeated measurements of one thing.
struct Sample {
  let name: String
  let unit: String
  private let values: [Double]

  /// Makes a sample of at least one value.
  init(_ name: String, _ unit: String, _ values: [Double]) {
    precondition(!values.isEmpty, "a sample has a value")
    self.name = name
    self.unit = unit
    self.values = values.sorted()
  }

  var count: Int { values.count }
  var median: Double { quantile(0.5) }

  /// The value below which a part of the others lie, between neighbours in proportion.
  func quantile(_ part: Double) -> Double {
    let place = part * Double(values.count - 1)
    let low = Int(place)
    let high = min(low + 1, values.count - 1)
    return values[low] + (values[high] - values[low]) * (place - Double(low))
  }
}
