package import Attestation
package import Vocabulary

/// What a fleet should be, by its policy and ledger, and what it is, by its hosts.
package struct FleetStatus: Sendable {
  /// The branch's newest commit.
  package let head: Revision.Head
  /// The newest commit that passed; `nil` if none did.
  package let inForce: Revision.Head?
  /// Commits without a verdict.
  package let pending: Int
  /// The instances that should be there or are.
  package let instances: [InstanceState]
  /// Hosts that cannot be reached, and why.
  package let unreachable: [HostName: String]
  /// The orders that stand beside policy.
  package let orders: [StandingOrder]

  /// Whether policy, ledger and hosts agree.
  package var isInSync: Bool {
    inForce?.commit == head.commit && unreachable.isEmpty && instances.allSatisfy(\.isInSync)
  }
}
