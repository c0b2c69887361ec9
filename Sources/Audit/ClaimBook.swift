import Attestation
import GitStore
import Ledger
import Vocabulary

/// What ledgers claim of policy commits, whichever run of the auditor read it.
///
/// Lines that an earlier run verified are read again only where a new one is held against them;
/// that they are the same ones is what the chain from the checkpoint shows.
struct ClaimBook {
  private let path: String
  private let tips: [LedgerReference: CommitID]
  /// Whether the lines that were read are all that there are.
  private let isWhole: Bool
  private var claims: [LedgerReference: [CommitID: [NumberedClaim]]] = [:]

  init(
    _ lines: [LedgerReference: [SignedLine]], tips: [LedgerReference: CommitID], isWhole: Bool,
    repositoryAt path: String
  ) {
    self.path = path
    self.tips = tips
    self.isWhole = isWhole
    guard isWhole else { return }
    for (reference, lines) in lines {
      claims[reference] = Dictionary(grouping: lines, by: \.commit).mapValues { lines in
        lines.map { NumberedClaim(number: $0.sequence, claim: $0.claim) }
      }
    }
  }

  /// What a ledger claims of a commit, in the order of its lines.
  mutating func claims(
    on commit: CommitID, in reference: LedgerReference
  ) -> [NumberedClaim] {
    if let known = claims[reference]?[commit] { return known }
    guard !isWhole, let tip = tips[reference] else { return [] }
    let read = (try? Ledger.claims(on: commit, asOf: tip, repositoryAt: path)) ?? []
    claims[reference, default: [:]][commit] = read
    return read
  }

  /// The builds of an image for a policy commit, or else for the newest one before it that has any.
  mutating func builds(
    of image: ImageName, for commit: CommitID
  ) -> (own: [BuildProvenance], earlier: [BuildProvenance]) {
    func builds(_ claims: [NumberedClaim]) -> [BuildProvenance] {
      claims.compactMap { line in
        if case .build(let build) = line.claim, build.image == image { build } else { nil }
      }
    }
    let own = builds(claims(on: commit, in: .controller))
    guard own.isEmpty, let repository = try? Repository(openingAt: path) else { return (own, []) }
    var earlier: [BuildProvenance] = []
    var next = try? repository.commit(commit).parents.first
    var steps = 0
    while let id = next, steps < Limits.unjudgedCommitsMax {
      earlier += builds(claims(on: id, in: .controller))
      steps += 1
      next = try? repository.commit(id).parents.first
    }
    return (own, earlier)
  }
}
