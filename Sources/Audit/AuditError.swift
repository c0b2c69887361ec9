package import GitStore
package import ImageStore

/// Why nothing can be said about a repository.
package enum AuditError: Error, Sendable, CustomStringConvertible {
  /// Something about the repository.
  case repository(GitError)
  /// Something about the store of images.
  case store(ImageStoreError)
  /// The index of the ledger cannot be used; why.
  case index(String)
  /// A question that cannot be asked like this; why.
  case question(String)
  /// The pinned keys cannot be read; why.
  case pins(String)

  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .repository(let error): error.description
    case .store(let error): "\(error)"
    case .index(let reason):
      "the index of the ledger cannot be used: \(reason); remove it, it is made again"
    case .question(let reason): reason
    case .pins(let reason): "\(reason); name a file with --pins, or none"
    }
  }
}
