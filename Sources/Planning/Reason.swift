package import Vocabulary

/// Why a commit affects an image.
package enum Reason: Hashable, Sendable, CustomStringConvertible {
  /// There was no image of this name.
  case isNew
  /// There is no image of this name any more, or its validity has ended.
  case isGone
  /// Its own document changed.
  case document
  /// A requirement applies that did not.
  case gained(RequirementName)
  /// A requirement applies no longer.
  case lost(RequirementName)
  /// A requirement that applies changed.
  case requirement(RequirementName)
  /// A module that it holds changed.
  case module(ModuleName)
  /// A folder whose files are sealed in changed.
  case directory(String)
  /// Other hosts run it.
  case hosts
  /// It is elsewhere on the network of a host.
  case places
  /// Its time-limited validity is renewed.
  case renewal

  /// The reason, for people.
  package var description: String {
    switch self {
    case .isNew: "the image is new"
    case .isGone: "it is wanted no more"
    case .document: "its document changed"
    case .gained(let name): "requirement \(name) applies now"
    case .lost(let name): "requirement \(name) applies no longer"
    case .requirement(let name): "requirement \(name) changed"
    case .module(let name): "module \(name) changed"
    case .directory(let path): "the files of \(path)/ changed"
    case .hosts: "other hosts run it"
    case .places: "it is elsewhere on the network of a host"
    case .renewal: "its validity is renewed"
    }
  }
}
