package import Attestation
package import Vocabulary

/// Which ledger: each has one writer, so that two never conflict.
package enum LedgerReference: Hashable, Sendable {
  /// The controller's.
  case controller
  /// That of a host.
  case host(HostName)

  /// The full name of the reference, for `git notes --ref` and `git verify-commit`.
  package var name: String {
    switch self {
    case .controller: "refs/notes/merlon/ledger"
    case .host(let host): "refs/notes/merlon/hosts/\(host)"
    }
  }
}

extension LedgerReference {
  /// The ledger whose reference has the full name `name`, or `nil` if there is none.
  package init?(name: String) {
    let hosts = "refs/notes/merlon/hosts/"
    if name == Self.controller.name {
      self = .controller
    } else if name.hasPrefix(hosts), let host = HostName(String(name.dropFirst(hosts.count))) {
      self = .host(host)
    } else {
      return nil
    }
  }

  /// Whether another than the writer of its lines may make its commits: the controller, for hosts.
  package var isCarried: Bool { self != .controller }

  /// What the key of its writer is for.
  package var role: SignerRole {
    switch self {
    case .controller: .controller
    case .host(let host): .host(host)
    }
  }
}
