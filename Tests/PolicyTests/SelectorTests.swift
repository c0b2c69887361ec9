import Policy
import TestSupport
import Testing

@Suite struct SelectorTests {
  @Test func `an empty selector means everything`() {
    #expect(Selector().matches([:]))
    #expect(Selector().matches(["region": "paris"]))
  }

  @Test func `every label must be there with its value`() {
    let selector = Selector(matchLabels: ["region": "paris", "tier": "web"])
    #expect(selector.matches(["region": "paris", "tier": "web", "more": "yes"]))
    #expect(!selector.matches(["region": "paris"]))
    #expect(!selector.matches(["region": "paris", "tier": "Web"]))
    #expect(!selector.matches([:]))
  }

  @Test func `an empty value is a value`() {
    #expect(Selector(matchLabels: ["gpu": ""]).matches(["gpu": ""]))
    #expect(!Selector(matchLabels: ["gpu": ""]).matches([:]))
    #expect(Selector.Expression("gpu", .exists).holds(for: ["gpu": ""]))
    #expect(Selector.Expression("gpu", .isIn, [""]).holds(for: ["gpu": ""]))
    #expect(!Selector.Expression("gpu", .isIn, [""]).holds(for: [:]))
  }

  /// Kubernetes' table: the value of the label, and what each operator with the values `a`, `b` says.
  @Test(arguments: [
    (["key": "a"], [true, false, true, false]),
    (["key": "c"], [false, true, true, false]),
    ([:], [false, true, false, true]),
    (["other": "a"], [false, true, false, true]),
  ])
  func `operators mean what they mean in Kubernetes`(
    labels: [String: String], expected: [Bool]
  ) {
    let operators: [Selector.Expression.Operator] = [.isIn, .isNotIn, .exists, .doesNotExist]
    let answers = operators.map {
      Selector.Expression("key", $0, ["a", "b"]).holds(for: labels)
    }
    #expect(answers == expected)
  }

  @Test func `operators are written as in Kubernetes`() {
    #expect(
      Selector.Expression.Operator.allCases.map(\.rawValue)
        == ["In", "NotIn", "Exists", "DoesNotExist"])
  }

  @Test(arguments: Seeds.first(300))
  func `an operator and its opposite never agree`(seed: UInt64) {
    var random = RandomLabels(seed: seed)
    for _ in 0..<20 {
      let (labels, condition) = (random.labels(), random.expression())
      let opposite: Selector.Expression.Operator =
        switch condition.operator {
        case .isIn: .isNotIn
        case .isNotIn: .isIn
        case .exists: .doesNotExist
        case .doesNotExist: .exists
        }
      let other = Selector.Expression(condition.key, opposite, condition.values)
      #expect(
        condition.holds(for: labels) != other.holds(for: labels),
        "seed \(seed): \(condition) on \(labels)")
    }
  }

  @Test(arguments: Seeds.first(300))
  func `a selector means what all of its conditions mean`(seed: UInt64) {
    var random = RandomLabels(seed: seed)
    for _ in 0..<20 {
      let (labels, selector) = (random.labels(), random.selector())
      // A label is a condition like any other.
      let conditions =
        selector.matchLabels.map { Selector.Expression($0.key, .isIn, [$0.value]) }
        + selector.matchExpressions
      let expected = !conditions.contains { !$0.holds(for: labels) }
      #expect(selector.matches(labels) == expected, "seed \(seed): \(selector) on \(labels)")
      // The order in which conditions are written says nothing.
      let turned = Selector(
        matchLabels: selector.matchLabels,
        matchExpressions: selector.matchExpressions.reversed())
      #expect(turned.matches(labels) == expected, "seed \(seed)")
    }
  }

  @Test(arguments: Seeds.first(300))
  func `another condition only narrows, and labels it does not name change nothing`(seed: UInt64) {
    var random = RandomLabels(seed: seed)
    for _ in 0..<20 {
      let (labels, selector, condition) = (random.labels(), random.selector(), random.expression())
      let narrower = Selector(
        matchLabels: selector.matchLabels,
        matchExpressions: selector.matchExpressions + [condition])
      if narrower.matches(labels) { #expect(selector.matches(labels), "seed \(seed)") }
      let more = labels.merging(["nobody-asks": "yes"]) { old, _ in old }
      #expect(selector.matches(more) == selector.matches(labels), "seed \(seed)")
    }
  }
}
