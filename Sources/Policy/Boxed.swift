/// A document behind one reference, so that the maps which share it stay small.
final class Boxed<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
