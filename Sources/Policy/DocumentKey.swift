package import Vocabulary

/// What tells one document from all others: its kind and its name.
package enum DocumentKey: Hashable, Sendable {
  case fleet(FleetName)
  case image(ImageName)
  case requirement(RequirementName)
  case host(HostName)
}

extension Document {
  /// The document's kind and name.
  package var key: DocumentKey {
    switch self {
    case .fleet(let fleet): .fleet(fleet.name)
    case .image(let image): .image(image.name)
    case .requirement(let requirement): .requirement(requirement.name)
    case .host(let host): .host(host.name)
    }
  }
}
