package import Vocabulary

/// Why a module cannot be installed in an image (equation 8).
package enum Obstacle: Hashable, Sendable {
  /// A required module is not installed.
  case missing(ModuleName)
  /// A conflicting module is installed.
  case conflict(ModuleName)
}
