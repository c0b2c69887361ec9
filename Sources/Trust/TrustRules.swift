package import Attestation
import GitStore
import Ledger
package import Policy
import PolicyFiles
import Vocabulary

/// What one commit of policy says about who may sign the next.
package struct TrustRules: Hashable, Sendable {
  /// How many have to sign what.
  package let signing: SigningRules
  /// The keys of people: those of controllers and hosts sign what programs say, never policy.
  package let signers: AllowedSigners

  init(signing: SigningRules, signers: AllowedSigners) {
    self.signing = signing
    let machines = Set(
      signers.entries.filter { $0.principals.contains { SignerRole(principal: $0) != .policy } }
        .map(\.key))
    self.signers = AllowedSigners(signers.entries.filter { !machines.contains($0.key) })
  }

  /// Why nobody could ever change the policy again, or `nil` if they can.
  var lockout: Diagnostic? {
    let people = Set(signers.entries.map(\.principals).filter(signing.isMaintainer))
    guard people.count < signing.threshold else { return nil }
    return Diagnostic(
      at: signing.location,
      "\(signing.threshold) have to sign, and \(LedgerSigners.path) has the keys of \(people.count)",
      hint: "nobody could sign a commit any more; add the keys of people first")
  }
}

// MARK: - Reading

/// What the files of a commit say about who may sign.
enum RulesReading {
  /// Nobody has to sign.
  case none
  /// There is no fleet where it is looked for.
  case absent
  case rules(TrustRules)
  /// The fleet cannot be read at all.
  case unreadable(Rejection)
  /// Commits have to be signed, and it does not hold together by whom.
  case broken(Rejection)

  /// The rules, if there are any that can be followed.
  var rules: TrustRules? { if case .rules(let rules) = self { rules } else { nil } }

  /// What keeps a commit that says so from being followed.
  var diagnostics: [Diagnostic] {
    switch self {
    case .none, .rules: []
    case .absent:
      [
        Diagnostic(
          at: SourceLocation(file: SigningRules.file),
          "there is no fleet in \(SigningRules.file), which says who has to sign",
          hint: "leave it where it is; to let anybody commit, take `signing` out of it")
      ]
    case .unreadable(let rejection), .broken(let rejection): rejection.diagnostics
    }
  }
}

/// The files of a commit that say who may sign, by their contents.
struct TrustFiles: Hashable, Sendable {
  private let fleet: BlobID?
  private let signers: BlobID?

  init(of tree: TreeID, in repository: borrowing Repository) throws(GitError) {
    fleet = try repository.file(at: SigningRules.file, in: tree)?.blob
    signers = try repository.file(at: LedgerSigners.path, in: tree)?.blob
  }

  /// Reads them.
  func reading(in repository: borrowing Repository) throws(GitError) -> RulesReading {
    guard let fleet else { return .absent }
    guard let text = try Self.text(fleet, repository) else {
      return .unreadable(Self.tooLarge(SigningRules.file))
    }
    let found: Fleet?
    do throws(Rejection) { found = try Self.fleet(text) } catch { return .unreadable(error) }
    guard let found else { return .absent }
    guard let signing = found.signing else { return .none }
    guard let signers else { return .broken(Self.missing(signing)) }
    guard let list = try Self.text(signers, repository) else {
      return .broken(Self.tooLarge(LedgerSigners.path))
    }
    let (parsed, diagnostics) = AllowedSigners.parse(
      String(decoding: list, as: UTF8.self), file: LedgerSigners.path)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { return .broken(Rejection(errors)) }
    let rules = TrustRules(signing: signing, signers: parsed)
    return rules.lockout.map { .broken(Rejection([$0])) } ?? .rules(rules)
  }

  /// The fleet of the file; of several, which is an error, the first that has rules.
  private static func fleet(_ text: [UInt8]) throws(Rejection) -> Fleet? {
    var fleets: [Fleet] = []
    for case .fleet(let fleet) in try PolicyFile.documents(text, file: SigningRules.file) {
      fleets.append(fleet)
    }
    return fleets.first { $0.signing != nil } ?? fleets.first
  }

  /// The bytes of a file, or `nil` if it is too large to be one of ours.
  private static func text(
    _ blob: BlobID, _ repository: borrowing Repository
  ) throws(GitError) -> [UInt8]? {
    do throws(GitError) { return try repository.blob(blob) } catch {
      guard error.kind == .tooLarge else { throw error }
      return nil
    }
  }

  private static func missing(_ signing: SigningRules) -> Rejection {
    Rejection([
      Diagnostic(
        at: signing.location, "commits have to be signed, and there is no \(LedgerSigners.path)",
        hint: "list there who may sign, as for git's gpg.ssh.allowedSignersFile")
    ])
  }

  private static func tooLarge(_ file: String) -> Rejection {
    Rejection([
      Diagnostic(
        at: SourceLocation(file: file), "the file is too large to say who may sign",
        hint: "it may have \(Limits.documentBytesMax) bytes")
    ])
  }
}
