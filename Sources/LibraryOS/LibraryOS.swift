import Foundation

/// Where the sources of u₀ are: what every image is rooted on (Eq. 7).
package enum LibraryOS {
  /// The folder with `include/`, `src/` and `link.ld`, as it was shipped with this program.
  package static let directory: String =
    Bundle.module.resourceURL?.appending(path: "Guest").path ?? "Guest"
}
