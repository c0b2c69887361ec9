/// Which labelled things a document speaks of; an empty selector means all of them.
package struct Selector: Hashable, Sendable {
  /// Labels that must be there with these values.
  package let matchLabels: [String: String]

  /// Makes a selector.
  package init(matchLabels: [String: String] = [:]) { self.matchLabels = matchLabels }

  /// Tells whether something with `labels` is meant.
  package func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
  }
}
