package import Attestation
package import GitStore
package import Keys

/// Judges the signatures of commits as `git verify-commit` does, without starting a process.
package struct CommitVerifier: Sendable {
  /// Who may sign.
  package let signers: AllowedSigners

  /// Makes a verifier.
  package init(signers: AllowedSigners) { self.signers = signers }

  /// Judges the signature of `commit` at the time that its committer line says.
  package func verdict(on commit: Commit) -> SignatureVerdict {
    switch commit.signature {
    case .none: .unsigned
    case .malformed(let reason): .invalid(reason: reason)
    case .armoured(let armour):
      SignatureCheck.verify(
        armour: armour, message: commit.signedBytes, namespace: SSHSignature.gitNamespace,
        at: commit.committer.time, signers: signers)
    }
  }
}
