package import GitStore
package import Policy
package import Vocabulary

/// Why a commit could not be read.
package enum ReadError: Error, Hashable, Sendable {
  /// Its documents are wrong: the author has to mend them.
  case rejected(Rejection)
  /// The repository cannot be read: the operator has to mend it.
  case git(GitError)
  /// Catalogs of other repositories have to be fetched first; see `CatalogFetcher`.
  case absent([CatalogReference])
  /// A catalog could not be fetched, or what is installed is damaged: no fault of the author's, and
  /// another attempt may do better.
  case unavailable(Diagnostic)
}

extension ReadError {
  /// Runs something whose failure is the operator's to mend.
  static func own<Value>(
    _ body: () throws(GitError) -> Value
  ) throws(ReadError) -> Value {
    do throws(GitError) { return try body() } catch { throw .git(error) }
  }
}
