package import Attestation
import Keys
package import Vocabulary

/// Decides whether a key may sign at a place of the history, and says why not.
package struct SignerJudge: Sendable {
  private let timeline: SignerTimeline
  /// The role that is asked for; `nil` for any.
  private let role: SignerRole?
  /// The newest policy commit that was reached.
  package private(set) var place: Int
  private let known: [String: [AllowedSigner]]
  private var current: [String: [AllowedSigner]] = [:]
  private var signers: AllowedSigners

  /// Makes a judge who stands at the policy commit with the number `place`.
  package init(_ timeline: SignerTimeline, role: SignerRole?, at place: Int = 0) {
    self.timeline = timeline
    self.role = role
    self.place = place
    known = timeline.entries { $0.fingerprint }
    signers = timeline.signers(at: place)
    current = Self.table(signers)
  }

  /// Moves on to a policy commit, never back: keys that were retired stay retired.
  package mutating func reach(_ commit: CommitID) {
    if let next = timeline.place(of: commit), next > place { move(to: next) }
  }

  /// Moves to the policy commit with a number.
  package mutating func move(to next: Int) {
    place = next
    let newer = timeline.signers(at: next)
    guard newer != signers else { return }
    signers = newer
    current = Self.table(newer)
  }

  private static func table(_ signers: AllowedSigners) -> [String: [AllowedSigner]] {
    Dictionary(grouping: signers.entries) { $0.key.fingerprint }
  }

  /// What speaks against the key with a fingerprint that signed at `time`; `nil` if nothing does.
  package func objection(
    to fingerprint: String, at time: Instant
  ) -> (kind: LedgerFinding.Kind, reason: String)? {
    let entries = current[fingerprint] ?? []
    let fitting = entries.filter(hasRole)
    if fitting.contains(where: { $0.mayUse(namespace: "git") && $0.isValid(at: time) }) {
      return nil
    }
    if let entry = fitting.first {
      return (
        .signature,
        entry.isValid(at: time)
          ? "signed by \(entry.name), who may not sign for git"
          : "signed by \(entry.name), who may not sign at \(time)"
      )
    }
    if let entry = entries.first, let role {
      let own = entry.principals.map { SignerRole(principal: $0).description }.first ?? "nobody"
      return (.role, "signed by \(entry.name), who is \(own) and not \(role)")
    }
    if let entry = known[fingerprint]?.first {
      return (
        .signature,
        "signed by \(entry.name), whose key allowed_signers does not name at that position"
      )
    }
    return (.signature, "signed by an unknown key, \(fingerprint)")
  }

  /// Tells whether the key with a fingerprint may sign at `time` in another role than the one that
  /// is asked for.
  package func may(_ fingerprint: String, signAs role: SignerRole, at time: Instant) -> Bool {
    (current[fingerprint] ?? []).contains { entry in
      entry.principals.contains { SignerRole(principal: $0) == role }
        && entry.mayUse(namespace: "git") && entry.isValid(at: time)
    }
  }

  /// Who has the key with a fingerprint, or had it; `nil` if nobody did.
  package func name(of fingerprint: String) -> String? {
    (current[fingerprint] ?? known[fingerprint])?.first?.name
  }

  private func hasRole(_ entry: AllowedSigner) -> Bool {
    guard let role else { return true }
    return entry.principals.contains { SignerRole(principal: $0) == role }
  }
}
