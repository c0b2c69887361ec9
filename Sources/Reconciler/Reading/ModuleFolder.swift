/// Where the files of a module are.
package enum ModuleFolder: Hashable, Sendable {
  /// Shipped with this release; the files by path.
  case shipped([String: [UInt8]])
  /// In the policy repository, at a path.
  case committed(String)
}
