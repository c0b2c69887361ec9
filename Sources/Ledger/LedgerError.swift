package import GitStore
package import Keys

/// Why a ledger could not be read or written.
package enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something about the repository.
  case repository(GitError)
  /// Something about the key.
  case key(KeyError)
  /// The lock file cannot be used.
  case lock(path: String, reason: String)
  /// Others moved the reference again and again.
  case contention(reference: String)
  /// Somebody wrote what has to be read before this is recorded.
  case overtaken(reference: String)
  /// The file that names the signers is wrong; the diagnostics.
  case signers(String)
  /// The notes are not what Merlon or git writes.
  case malformed(reference: String, reason: String)

  /// What is wrong and what to do next, in one sentence.
  package var description: String {
    switch self {
    case .repository(let error): error.description
    case .key(let error): error.description
    case .lock(let path, let reason):
      "could not lock '\(path)': \(reason); give this user the right to write there"
    case .contention(let reference):
      "others kept moving '\(reference)'; let one process write it, then try again"
    case .overtaken(let reference): "somebody wrote to '\(reference)' meanwhile; try again"
    case .signers(let reason): "\(reason); mend the file and commit it"
    case .malformed(let reference, let reason):
      "the notes in '\(reference)' are damaged: \(reason); look at them with: "
        + "git log -p \(reference)"
    }
  }
}

/// Runs `body` and wraps what it throws.
func git<Value: ~Copyable>(_ body: () throws(GitError) -> Value) throws(LedgerError) -> Value {
  do throws(GitError) { return try body() } catch { throw .repository(error) }
}
