import Foundation

/// Where the sources of u₀ are, the minimal image that every other is rooted on.
package enum LibraryOS {
  /// The folder with `include/`, `src/` and `link.ld`, as it was shipped with this program.
  package static let directory: String =
    Bundle.module.resourceURL?.appending(path: "Guest").path ?? "Guest"
}
