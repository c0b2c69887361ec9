/// Who the commits of a ledger name as their author.
package struct LedgerAuthor: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The e-mail address: the principal of the key in `allowed_signers`.
  package let email: String

  /// Makes an author.
  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}
