/// One request to an instance and the status that proves enforcement.
package struct HTTPProbe: Hashable, Sendable {
  /// The path that is asked for with GET.
  package let path: String
  /// Whose credentials are sent; the host has the password in its secret store.
  package let principal: String?
  /// The status that is expected.
  package let status: Int

  /// Makes a probe.
  package init(path: String, principal: String?, status: Int) {
    self.path = path
    self.principal = principal
    self.status = status
  }
}
