package import GitStore
package import Vocabulary

/// Why a commit could not be read.
package enum ReadError: Error, Hashable, Sendable {
  /// Its documents are wrong: the author has to mend them.
  case rejected(Rejection)
  /// The repository cannot be read: the operator has to mend it.
  case git(GitError)
}
