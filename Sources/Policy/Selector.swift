/// Which labelled things a document speaks of; an empty selector means all of them.
///
/// The terms of Kubernetes' `LabelSelector`: everything in it must hold.
package struct Selector: Hashable, Sendable {
  /// Labels that must be there with these values.
  package let matchLabels: [String: String]
  /// Further conditions.
  package let matchExpressions: [Expression]

  /// Makes a selector.
  package init(matchLabels: [String: String] = [:], matchExpressions: [Expression] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  /// Tells whether something with `labels` is meant.
  package func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && matchExpressions.allSatisfy { $0.holds(for: labels) }
  }
}

extension Selector {
  /// One condition on one label.
  package struct Expression: Hashable, Sendable {
    /// How the label is compared.
    package enum Operator: String, Hashable, Sendable, CaseIterable {
      /// It is there with one of the values.
      case isIn = "In"
      /// It is not there, or with another value.
      case isNotIn = "NotIn"
      /// It is there.
      case exists = "Exists"
      /// It is not there.
      case doesNotExist = "DoesNotExist"
    }

    /// The label.
    package let key: String
    /// How it is compared.
    package let `operator`: Operator
    /// With what; empty for the operators that need no values.
    package let values: Set<String>

    /// Makes a condition.
    package init(_ key: String, _ operator: Operator, _ values: Set<String> = []) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// Tells whether it holds for something with `labels`.
    package func holds(for labels: [String: String]) -> Bool {
      let value = labels[key]
      return switch `operator` {
      case .isIn: value.map(values.contains) == true
      case .isNotIn: value.map(values.contains) != true
      case .exists: value != nil
      case .doesNotExist: value == nil
      }
    }
  }
}

extension Selector.Expression: CustomStringConvertible {
  /// The condition as Kubernetes writes it: `tier in (a, b)`, `tier notin (a)`, `tier`, `!tier`.
  package var description: String {
    let list = "(" + values.sorted().joined(separator: ", ") + ")"
    return switch `operator` {
    case .isIn: "\(key) in \(list)"
    case .isNotIn: "\(key) notin \(list)"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }
}
