/// Why something about a repository did not work.
package struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What stands in the way; callers switch over it to choose what to do next.
  package enum Kind: String, Sendable, CaseIterable {
    /// There is no repository at the path.
    case notARepository
    /// A repository in a format that is not supported: SHA-256, partial clone, reftable.
    case unsupportedRepository
    /// The repository belongs to another user.
    case ownedByAnother
    /// There is no commit in it yet.
    case emptyRepository
    /// HEAD names a branch that does not exist.
    case unbornHead
    /// There is no such branch.
    case missingBranch
    /// There is no such reference.
    case missingReference
    /// Nothing answers to a revision's name, or more than one commit does.
    case missingRevision
    /// An object is not in the repository.
    case missingObject
    /// An object is not what it should be.
    case malformedObject
    /// Something exceeds a limit.
    case tooLarge
    /// One commit is not among the ancestors of the other.
    case notAncestor
    /// A reference does not have the value that was expected: somebody was faster.
    case moved
    /// Another process holds the lock.
    case locked
    /// The index holds files with conflicts, so that it is no tree.
    case unmerged
    /// A name that git does not allow.
    case invalidName
    /// The system refused.
    case system
    /// What libgit2 calls a generic error.
    case other
  }

  /// What was being done.
  package enum Operation: String, Sendable {
    case open
    case create
    case readReference = "read the reference"
    case writeReference = "write the reference"
    case resolve
    case readCommit = "read the commit"
    case readTree = "read the tree"
    case readBlob = "read the file"
    case walkHistory = "walk the history"
    case writeObject = "write an object"
    case watch
  }

  /// What stands in the way.
  package let kind: Kind
  /// The status of libgit2, or 0.
  package let code: Int32
  /// What was being done.
  package let operation: Operation
  /// To what: a path, a name, an id.
  package let subject: String
  /// What was wrong, in libgit2's words or ours; may name paths, never file contents.
  package let detail: String

  /// Makes an error that libgit2 has no part in.
  package init(_ kind: Kind, _ operation: Operation, _ subject: String, _ detail: String) {
    self.init(kind, code: 0, operation, subject, detail)
  }

  init(_ kind: Kind, code: Int32, _ operation: Operation, _ subject: String, _ detail: String) {
    self.kind = kind
    self.code = code
    self.operation = operation
    self.subject = subject
    self.detail = detail
  }
}

// MARK: - Words

extension GitError {
  /// What is wrong and what to do next, in one sentence.
  package var description: String {
    switch kind {
    case .notARepository:
      "there is no git repository at '\(subject)'; name a folder that has one, or make one with: "
        + "merlon init"
    case .unsupportedRepository:
      "the repository at '\(subject)' is in a format that is not supported (\(detail)); use a full "
        + "clone with SHA-1 objects"
    case .ownedByAnother:
      "the repository at '\(subject)' belongs to another user; if you trust it: "
        + "git config --global --add safe.directory '\(subject)'"
    case .emptyRepository:
      "the repository has no commits yet; commit a policy first"
    case .unbornHead:
      "HEAD names the branch '\(subject)', which has no commits; check out a branch that has some"
    case .missingBranch: "there is no branch '\(subject)'; list the branches with: git branch"
    case .missingReference:
      "there is no reference '\(subject)'; list those that there are with: git show-ref"
    case .missingRevision:
      "no commit answers to '\(subject)': \(detail); list the commits with: git log --oneline"
    case .missingObject:
      "the object \(subject) is not in the repository; look for damage with: git fsck"
    case .malformedObject:
      "the object \(subject) is not valid: \(detail); look for damage with: git fsck"
    case .tooLarge: "\(subject) is too large: \(detail)"
    case .notAncestor: "\(subject)"
    case .moved: "the reference '\(subject)' was moved by somebody else meanwhile; try again"
    case .locked:
      "the reference '\(subject)' is locked by another process; wait for it, or remove its .lock "
        + "file if no git process runs"
    case .unmerged:
      "the index '\(subject)' has files with conflicts; list them with: git status"
    case .invalidName: "'\(subject)' is not a name that git allows"
    case .system, .other: "could not \(operation.rawValue) '\(subject)': \(detail)"
    }
  }
}
