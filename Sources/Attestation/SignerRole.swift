package import Vocabulary

/// What a key is for, by its principal in `allowed_signers`: each key has one role.
package enum SignerRole: Hashable, Sendable, CustomStringConvertible {
  /// A person who may change the policy.
  case policy
  /// The controller: judges, builds, and writes the ledger.
  case controller
  /// A host, which says what it booted and what its probes saw.
  case host(HostName)
  /// Somebody who builds images again, on another machine and with another key, and says whether
  /// the bytes are the same.
  case rebuilder(HostName)

  /// The role of a principal.
  package init(principal: String) {
    if principal == "controller@merlon" {
      self = .controller
    } else if principal.hasPrefix("host@"), let name = HostName(String(principal.dropFirst(5))) {
      self = .host(name)
    } else if principal.hasPrefix("rebuilder@"),
      let name = HostName(String(principal.dropFirst(10)))
    {
      self = .rebuilder(name)
    } else {
      self = .policy
    }
  }

  /// The role in words.
  package var description: String {
    switch self {
    case .policy: "a policy signer"
    case .controller: "the controller"
    case .host(let name): "the host \(name)"
    case .rebuilder(let name): "the rebuilder \(name)"
    }
  }
}

extension SignerRole {
  /// Tells whether this is who makes such a claim: what was judged, built and ordered is the
  /// controller's to say, hosts speak of their own instances, rebuilders judge images.
  package func maySay(_ claim: Claim) -> Bool {
    switch (self, claim) {
    // What this release has no type for is nobody's evidence.
    case (.controller, _), (_, .other): true
    case (.host(let host), .deployment(let event)): event.host == host
    case (.host, .test): true
    case (.rebuilder, .verdict(let verdict)): verdict.subject.image != nil
    case (.policy, _), (.host, _), (.rebuilder, _): false
    }
  }
}

extension AllowedSigners {
  /// The signers who have a role.
  package func having(_ role: SignerRole) -> AllowedSigners {
    AllowedSigners(
      entries.filter { $0.principals.contains { SignerRole(principal: $0) == role } })
  }

  /// The signers who are people: a key of a controller, host or rebuilder is nobody else's.
  package var people: AllowedSigners {
    let machines = Set(
      entries.filter { $0.principals.contains { SignerRole(principal: $0) != .policy } }.map(\.key))
    return AllowedSigners(entries.filter { !machines.contains($0.key) })
  }
}
