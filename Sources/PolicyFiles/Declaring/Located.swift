import Vocabulary

/// A value that was read, and the place that asks for it.
struct Located<Value> {
  let value: Value
  let location: SourceLocation
}

extension Located: Sendable where Value: Sendable {}
