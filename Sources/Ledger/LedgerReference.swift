package import Attestation
package import Vocabulary

/// Which ledger: each has one writer, so that two never conflict.
package enum LedgerReference: Hashable, Sendable {
  /// The controller's.
  case controller
  /// That of a host.
  case host(HostName)
  /// That of somebody who builds images again.
  case rebuilder(HostName)

  /// The full name of the reference, for `git notes --ref` and `git verify-commit`.
  package var name: String {
    switch self {
    case .controller: "refs/notes/merlon/ledger"
    case .host(let host): "refs/notes/merlon/hosts/\(host)"
    case .rebuilder(let name): "refs/notes/merlon/rebuilders/\(name)"
    }
  }
}

extension LedgerReference {
  /// The ledger whose reference has the full name `name`, or `nil` if there is none.
  package init?(name: String) {
    let hosts = "refs/notes/merlon/hosts/"
    let rebuilders = "refs/notes/merlon/rebuilders/"
    if name == Self.controller.name {
      self = .controller
    } else if name.hasPrefix(hosts), let host = HostName(String(name.dropFirst(hosts.count))) {
      self = .host(host)
    } else if name.hasPrefix(rebuilders),
      let rebuilder = HostName(String(name.dropFirst(rebuilders.count)))
    {
      self = .rebuilder(rebuilder)
    } else {
      return nil
    }
  }

  /// What the key of its writer is for.
  package var role: SignerRole {
    switch self {
    case .controller: .controller
    case .host(let host): .host(host)
    case .rebuilder(let name): .rebuilder(name)
    }
  }
}
