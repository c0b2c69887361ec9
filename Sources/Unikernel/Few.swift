/// A set that mostly has one member or two: kept in an array, because a fleet has very many.
///
/// Equal to another with the same members in any order. Inlinable, because other modules iterate
/// over very many.
package struct Few<Element: Hashable & Sendable>: Sendable {
  /// With more members than this, looking at all of them costs more than hashing one.
  @usableFromInline static var indexedFrom: Int { 16 }

  @usableFromInline var elements: [Element] = []
  /// All members, once they are many.
  @usableFromInline var index: Set<Element>?

  /// Collects members; each is kept once.
  @inlinable package init(_ elements: some Sequence<Element>) { formUnion(elements) }

  /// Collects members; an array of one, which is the rule, is kept as it is.
  @inlinable package init(_ elements: [Element]) {
    if elements.count <= 1 { self.elements = elements } else { formUnion(elements) }
  }

  /// Whether something is a member.
  ///
  /// - Complexity: O(1).
  @inlinable package func contains(_ element: Element) -> Bool {
    index?.contains(element) ?? elements.contains(element)
  }

  /// Adds a member, unless it is one.
  ///
  /// - Complexity: O(1), amortised.
  @inlinable package mutating func insert(_ element: Element) {
    guard !contains(element) else { return }
    elements.append(element)
    if index != nil {
      index?.insert(element)
    } else if elements.count > Self.indexedFrom {
      index = Set(elements)
    }
  }

  /// Adds each of some members.
  @inlinable package mutating func formUnion(_ others: some Sequence<Element>) {
    for element in others { insert(element) }
  }
}

extension Few: Hashable {
  /// Whether both have the same members.
  @inlinable package static func == (left: Few, right: Few) -> Bool {
    left.elements == right.elements
      || left.count == right.count && left.elements.allSatisfy(right.contains)
  }

  /// Hashes the members in no order.
  @inlinable package func hash(into hasher: inout Hasher) {
    hasher.combine(elements.reduce(0) { $0 ^ $1.hashValue })
  }
}

extension Few: RandomAccessCollection, ExpressibleByArrayLiteral {
  /// Collects members; each is kept once.
  @inlinable package init(arrayLiteral elements: Element...) { self.init(elements) }

  /// The position of the first member, in no order that means anything.
  @inlinable package var startIndex: Int { 0 }
  /// The position behind the last member.
  @inlinable package var endIndex: Int { elements.count }
  /// The member at a position.
  @inlinable package subscript(position: Int) -> Element { elements[position] }
}
