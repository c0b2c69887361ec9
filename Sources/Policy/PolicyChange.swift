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

  /// The keys of images that are there before and after, with another document.
  var editedImages: Set<DocumentKey> {
    guard !removed.isEmpty else { return [] }
    let removed = Set(removed)
    var seen: Set<DocumentKey> = []
    var twice: Set<DocumentKey> = []
    for case .image(let image) in added where removed.contains(.image(image.name)) {
      if !seen.insert(.image(image.name)).inserted { twice.insert(.image(image.name)) }
    }
    // Two documents of one name are wrong, and nobody's successor.
    return seen.subtracting(twice)
  }
}
