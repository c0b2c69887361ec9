package import Vocabulary

/// One request to an instance and the answer that proves enforcement.
package struct HTTPProbe: Hashable, Sendable {
  /// The path that is asked for with GET.
  package let path: String
  /// Whose credentials are sent; the host has them in its secrets folder.
  package let principal: String?
  /// What has to come of it.
  package let expected: ProbeAnswer

  /// Makes a probe.
  package init(path: String, principal: String?, expecting expected: ProbeAnswer) {
    self.path = path
    self.principal = principal
    self.expected = expected
  }
}
