package import GitStore
package import Ledger
package import Vocabulary

/// Why a reconciler cannot run: something that its operator has to mend.
package enum ReconcileError: Error, Sendable, CustomStringConvertible {
  /// The policy repository cannot be read.
  case git(GitError)
  /// A catalog that the policy pins cannot be had now.
  case catalog(Diagnostic)
  /// The ledger cannot be read or written.
  case ledger(LedgerError)
  /// A toolchain or the image store does not work.
  case build(BuildFailure)
  /// Another reconciler works on this repository.
  case locked(path: String, process: Int32?)
  /// The controller's key is not one that the repository names.
  case unknownKey(line: String)
  /// The newest notes commit is not signed by a controller that a policy commit names.
  case unverified(commit: CommitID, String)
  /// A host could not be reached, or has not answered.
  case unfinished
  /// No commit is in force, so there is nothing to give orders about.
  case nothingInForce
  /// An order is not one that its giver may give; why not, and the notes commit that says so.
  case orderRefused(String, recorded: CommitID?)
  /// The repository that is followed cannot be reached, or did not take what it was sent.
  case remote(String, String)
  /// Another controller acts on the fleet now.
  case leaseLost
  /// A file or folder of the state cannot be made.
  case state(path: String, reason: String)

  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .git(let error): error.description
    case .catalog(let diagnostic): diagnostic.description
    case .ledger(let error): error.description
    case .build(let error): error.description
    case .locked(let path, let process):
      "another `merlon reconcile`\(process.map { ", process \($0)," } ?? "") works on this "
        + "repository (it holds \(path)); stop it first"
    case .unknownKey(let line):
      """
      the key is not in .merlon/allowed_signers, so nobody could verify its notes; commit this \
      line there:
      \(line)
      """
    case .unverified(let commit, let verdict):
      """
      the ledger is \(verdict), by .merlon/allowed_signers of \(commit.short), so nothing that it \
      says counts; `merlon reconcile` prints the line to commit there
      """
    case .unfinished:
      "not every host did what it was asked; start `merlon host run` there and reconcile again"
    case .nothingInForce:
      "no policy commit is in force yet; run `merlon reconcile` first"
    case .orderRefused(let objection, let note):
      "the order is refused, and nothing changes: \(Printable.text(objection))"
        + (note.map { " (recorded in \($0.short))" } ?? "")
    case .remote(let address, let words):
      "\(Printable.text(address)): \(Printable.text(words)); nothing is lost, it is kept here until "
        + "it is there"
    case .leaseLost:
      "another controller acts on the fleet now, or the lease could not be renewed in time; this "
        + "one waits for its turn"
    case .state(let path, let reason): "cannot use \(path): \(reason); give this user the right to"
    }
  }
}
