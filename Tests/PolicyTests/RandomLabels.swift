import Policy
import TestSupport

/// Random labels and selectors over few words, so that they often meet.
struct RandomLabels {
  private static let keys = ["region", "tier", "exposure"]
  private static let values = ["a", "b", ""]

  var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func labels() -> [String: String] {
    var labels: [String: String] = [:]
    for key in Self.keys where Bool.random(using: &generator) { labels[key] = pick(Self.values) }
    return labels
  }

  mutating func expression() -> Selector.Expression {
    let values = (0..<Int.random(in: 0...3, using: &generator)).map { _ in pick(Self.values) }
    return Selector.Expression(
      pick(Self.keys), pick(Selector.Expression.Operator.allCases), Set(values))
  }

  mutating func selector() -> Selector {
    Selector(
      matchLabels: Int.random(in: 0..<3, using: &generator) == 0 ? labels() : [:],
      matchExpressions: (0..<Int.random(in: 0...2, using: &generator)).map { _ in expression() })
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }
}
