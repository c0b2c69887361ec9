package import Attestation
package import GitStore
import Keys
import Ledger
package import Vocabulary

/// Reads leases, and tells whose word they are.
package struct LeaseReader {
  /// Who has signed a lease.
  package enum Word: Hashable, Sendable {
    /// A controller that the policy names now: it acts.
    case controller(Lease)
    /// One that the policy named once: it acts no more, and terms go on from its own.
    case former(Lease)
    /// Nobody whom the policy ever named, or it is no lease.
    case nobody

    /// The term that was in force, if this was ever a lease.
    package var term: Int? {
      switch self {
      case .controller(let lease), .former(let lease): lease.term
      case .nobody: nil
      }
    }
  }

  private let policy: CommitID
  private let controllers: AllowedSigners

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - policy: The newest trusted commit of the policy.
  ///   - controllers: Who it says are controllers.
  package init(policy: CommitID, controllers: AllowedSigners) {
    self.policy = policy
    self.controllers = controllers
  }

  /// Reads the lease in a commit.
  ///
  /// - Complexity: O(1), or O(commits of the policy) for one that no controller of today signed.
  package func word(
    in id: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> Word {
    let commit = try repository.commit(id)
    guard let lease = Lease(commit) else { return .nobody }
    if CommitVerifier(signers: controllers).verdict(on: commit).signer != nil {
      return .controller(lease)
    }
    let keys = try PolicyTrust.formerControllers(before: policy).timeline(repository).keys
    let former = AllowedSigners(
      keys.map { AllowedSigner(principals: [LedgerReference.controller.principal], key: $0) })
    let isFormer = CommitVerifier(signers: former).verdict(on: commit).signer != nil
    return isFormer ? .former(lease) : .nobody
  }
}
