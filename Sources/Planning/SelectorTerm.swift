package import Policy
import Vocabulary

/// One condition of a selector, held against the labels of something.
package struct SelectorTerm: Hashable, Sendable {
  /// The condition as Kubernetes writes it: `exposure=public`, `tier in (a, b)`.
  package let expected: String
  /// The label that is there, as `exposure=internal`; `nil` when there is none of that name.
  package let found: String?
  /// Whether the condition holds.
  package let holds: Bool

  /// Holds every term of a selector against some labels, in the order of the terms.
  package static func terms(
    of selector: Selector, against labels: [String: String]
  ) -> [SelectorTerm] {
    func found(_ key: String) -> String? { labels[key].map { "\(key)=\($0)" } }
    let plain = selector.matchLabels.sorted { $0.key < $1.key }.map { key, value in
      SelectorTerm(
        expected: "\(key)=\(value)", found: found(key), holds: labels[key] == value)
    }
    return plain
      + selector.matchExpressions.map {
        SelectorTerm(
          expected: $0.description, found: found($0.key), holds: $0.holds(for: labels))
      }
  }
}
