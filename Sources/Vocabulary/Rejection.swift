/// Why there is no image: everything that is wrong, at once.
package struct Rejection: Error, Hashable, Sendable {
  /// What is wrong, in the order of the documents; never empty.
  package let diagnostics: [Diagnostic]

  /// Makes a rejection of at least one diagnostic.
  package init(_ diagnostics: some Collection<Diagnostic>) {
    precondition(!diagnostics.isEmpty, "a rejection has a reason")
    self.diagnostics = Set(diagnostics).sorted()
  }
}
