import Foundation

/// Where the modules that Merlon ships are: the two repositories of the paper's Figure 2.
package enum Catalog {
  /// The folder that holds one folder for each catalog, `applications` and `mechanisms`.
  package static let directory: String =
    Bundle.module.resourceURL?.appending(path: "Modules").path ?? "Modules"
}
