package import Policy

/// What one snapshot has that another has not.
package struct SnapshotChange: Sendable {
  /// The documents that differ.
  package var policy: PolicyChange
  /// The paths of sealed folders whose content differs.
  package var folders: Set<String>

  /// Makes a change.
  package init(policy: PolicyChange = PolicyChange(), folders: Set<String> = []) {
    self.policy = policy
    self.folders = folders
  }
}
