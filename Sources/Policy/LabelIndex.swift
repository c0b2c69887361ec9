import HashTreeCollections

/// Finds what a selector may mean without looking at everything that has labels.
struct LabelIndex<Key: Hashable & Sendable>: Sendable {
  private var keys: TreeDictionary<Label, TreeSet<Key>> = [:]

  /// Notes something with labels.
  mutating func insert(_ key: Key, _ labels: [String: String]) {
    for (name, value) in labels {
      keys[Label(key: name, value: value), default: []].insert(key)
    }
  }

  /// Forgets something that was noted with these labels.
  mutating func remove(_ key: Key, _ labels: [String: String]) {
    for (name, value) in labels {
      let label = Label(key: name, value: value)
      keys[label]?.remove(key)
      if keys[label]?.isEmpty == true { keys[label] = nil }
    }
  }

  /// How many things have a label.
  ///
  /// - Complexity: O(1).
  func count(_ label: Label) -> Int { keys[label]?.count ?? 0 }

  /// All that `selector` can mean, and perhaps more; `nil` when only looking at everything helps.
  ///
  /// The smallest set that one of its conditions leaves.
  func candidates(for selector: Selector) -> [Key]? {
    let conditions = selector.indexable
    let best = conditions.min { count($0) < count($1) }
    return best.map { labels in labels.flatMap { keys[$0].map(Array.init) ?? [] } }
  }

  /// How many things one of several labels can mean at most.
  func count(_ labels: [Label]) -> Int { labels.reduce(0) { $0 + count($1) } }
}

extension Selector {
  /// The conditions that name labels which must be there: for each, the labels that will do.
  var indexable: [[Label]] {
    matchLabels.map { [Label(key: $0.key, value: $0.value)] }
      + matchExpressions.filter { $0.operator == .isIn }.map { expression in
        expression.values.map { Label(key: expression.key, value: $0) }
      }
  }
}
