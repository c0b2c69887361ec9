package import Vocabulary

/// One document of the policy repository; indirect, so that thousands of them are moved cheaply.
package indirect enum Document: Hashable, Sendable {
  case fleet(Fleet)
  case image(UnikernelImage)
  case requirement(SecurityRequirement)
  case host(Host)

  /// The kind, as documents name it.
  package var kind: String {
    switch self {
    case .fleet: "Fleet"
    case .image: "UnikernelImage"
    case .requirement: "SecurityRequirement"
    case .host: "Host"
    }
  }

  /// The document's name.
  package var name: String {
    switch self {
    case .fleet(let fleet): fleet.name.text
    case .image(let image): image.name.text
    case .requirement(let requirement): requirement.name.text
    case .host(let host): host.name.text
    }
  }

  /// Where the document stands.
  package var location: SourceLocation {
    switch self {
    case .fleet(let fleet): fleet.location
    case .image(let image): image.location
    case .requirement(let requirement): requirement.location
    case .host(let host): host.location
    }
  }
}

extension Document {
  /// The image that it is, or `nil`.
  var image: UnikernelImage? {
    if case .image(let image) = self { image } else { nil }
  }

  /// The requirement that it is, or `nil`.
  var requirement: SecurityRequirement? {
    if case .requirement(let requirement) = self { requirement } else { nil }
  }

  /// The labels, if it is an image.
  var labels: [String: String]? {
    if case .image(let image) = self { image.labels } else { nil }
  }
}
