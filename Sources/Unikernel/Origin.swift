package import Vocabulary

/// Who asked for a module or an option, and where.
package struct Origin: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// What asked.
  package enum Source: Hashable, Sendable, CustomStringConvertible {
    /// The image's own specification.
    case image(ImageName)
    /// A security requirement.
    case requirement(RequirementName)

    /// What asked, for people: `requirement public-is-authenticated`.
    package var description: String {
      switch self {
      case .image(let name): "image \(name)"
      case .requirement(let name): "requirement \(name)"
      }
    }
  }

  /// What asked.
  package let source: Source
  /// Where it stands.
  package let location: SourceLocation

  /// Makes an origin.
  package init(_ source: Source, at location: SourceLocation) {
    self.source = source
    self.location = location
  }

  /// Who asked, for people: `requirement public-is-authenticated (requirements/public.yaml:7:5)`.
  package var description: String { "\(source) (\(location))" }

  /// Orders by place.
  package static func < (left: Origin, right: Origin) -> Bool {
    (left.location, left.description) < (right.location, right.description)
  }
}
