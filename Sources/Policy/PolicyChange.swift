/// What one state of a policy has that another has not; a changed document is removed and added.
package struct PolicyChange: Hashable, Sendable {
  /// Documents that are gone or changed.
  package var removed: [DocumentKey]
  /// Documents that are new or changed.
  package var added: [Document]

  /// Makes a change.
  package init(removed: [DocumentKey] = [], added: [Document] = []) {
    self.removed = removed
    self.added = added
  }
}
