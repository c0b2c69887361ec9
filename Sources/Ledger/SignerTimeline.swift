package import Attestation
package import Vocabulary

/// Who may sign, by the position in the policy's history: a key counts from the commit that names
/// it to the one that does not any more, whatever date a signature gives itself.
package struct SignerTimeline: Sendable {
  /// The versions, by the place in the history from which each holds; the first holds from 0.
  private var versions: [(from: Int, signers: AllowedSigners)]
  /// The places of policy commits in the history.
  private var places: [CommitID: Int] = [:]
  /// How many policy commits there are.
  package private(set) var count = 0

  /// Starts with who may sign before the first commit.
  package init(_ signers: AllowedSigners) { versions = [(0, signers)] }

  /// Takes the next policy commit, and who may sign from it on.
  package mutating func take(_ commit: CommitID, _ signers: AllowedSigners) {
    if versions.last?.signers != signers { versions.append((count, signers)) }
    places[commit] = count
    count += 1
  }

  /// The place of a policy commit; `nil` if it is not in the history.
  package func place(of commit: CommitID) -> Int? { places[commit] }

  /// Who may sign as of a place.
  package func signers(at place: Int) -> AllowedSigners {
    versions.last { $0.from <= place }?.signers ?? versions[0].signers
  }

  /// Every key that was ever allowed to sign anything.
  package var keys: Set<SSHPublicKey> {
    versions.reduce(into: []) { $0.formUnion($1.signers.entries.map(\.key)) }
  }

  /// Every entry that a key ever had, by fingerprints that `fingerprint` makes.
  package func entries(
    by fingerprint: (SSHPublicKey) -> String
  ) -> [String: [AllowedSigner]] {
    var found: [String: [AllowedSigner]] = [:]
    for version in versions {
      for entry in version.signers.entries {
        let name = fingerprint(entry.key)
        if found[name]?.contains(entry) != true { found[name, default: []].append(entry) }
      }
    }
    return found
  }
}
