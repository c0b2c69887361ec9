import Policy
import Vocabulary

extension Kind where Value == Selector {
  /// Which labelled things are meant.
  static var selector: Kind {
    .mapping(
      .defaulted("matchLabels", .labels, [:], "Labels that must be there with these values."),
      .defaulted("matchExpressions", .list(of: .expression), [], "Further conditions.")
    ) { _, labels, expressions in
      Selector(matchLabels: labels, matchExpressions: expressions)
    }
  }
}

extension Kind where Value == Selector.Expression {
  /// One condition on a label, by the rules of Kubernetes.
  fileprivate static var expression: Kind {
    .mapping(
      .required("key", .text(.labelKey), "The label."),
      .required("operator", .choice(of: Selector.Expression.Operator.self), "How it is compared."),
      .defaulted(
        "values", Kind<[String]>.list(of: .text(.labelValue)).located,
        Located(value: [], location: SourceLocation(file: "")),
        "With what; for In and NotIn only, which need one."),
      called: "an expression", rules: valuesRule
    ) { place, key, comparison, values in
      let needsValues = comparison == .isIn || comparison == .isNotIn
      if needsValues, values.value.isEmpty {
        place.note("the operator \(comparison.rawValue) needs values")
      } else if !needsValues, !values.value.isEmpty {
        place.note(
          at: values.location, "the operator \(comparison.rawValue) takes no values",
          hint: "leave values out, or use In or NotIn")
      }
      return Selector.Expression(key, comparison, Set(values.value))
    }
  }

  private static var valuesRule: Schema {
    let comparing: Schema = [
      "properties": ["operator": ["enum": .words(["In", "NotIn"])].json].json
    ]
    let some: Schema = [
      "required": .words(["values"]),
      "properties": ["values": ["minItems": .integer(1), "type": .string("array")].json].json,
    ]
    let none: Schema = ["properties": ["values": ["maxItems": .integer(0)].json].json]
    return ["if": comparing.json, "then": some.json, "else": none.json]
  }
}
