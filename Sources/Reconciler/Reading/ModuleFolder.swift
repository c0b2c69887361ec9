package import Vocabulary

/// Where the files of a module are.
package enum ModuleFolder: Hashable, Sendable {
  /// Shipped with this release; the files by path.
  case shipped([String: [UInt8]])
  /// A tree in a repository: the policy's own, or our copy of another; `place` names it in
  /// messages.
  case committed(repositoryPath: String, tree: TreeID, place: String)
}
