/// Values by what was measured and where, as they come in.
struct Measurements {
  private var values: [String: [String: [Double]]] = [:]
  private var names: [String] = []

  /// Notes a value.
  mutating func add(_ value: Double, of name: String, at place: some CustomStringConvertible) {
    if values[name] == nil { names.append(name) }
    values[name, default: [:]][place.description, default: []].append(value)
  }

  /// What was measured of something at a place, in the order in which it came in.
  subscript(name: String, place: some CustomStringConvertible) -> [Double] {
    values[name]?[place.description] ?? []
  }

  /// The series of a plot, in the order of their names in `order`, or else of their first values.
  func series(at places: [String], unit: String, order: [String]? = nil) -> [Plot.Series] {
    (order?.filter(names.contains) ?? names).map { name in
      Plot.Series(
        name: name,
        samples: places.map { place in
          let values = self[name, place]
          return values.isEmpty ? nil : Sample(name, unit, values)
        })
    }
  }

  /// Combines what was measured of two things in the same rounds.
  func paired(
    _ first: String, _ second: String, at places: [String], _ combine: (Double, Double) -> Double
  ) -> [Double] {
    places.flatMap { zip(self[first, $0], self[second, $0]).map(combine) }
  }
}
