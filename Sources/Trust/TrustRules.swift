package import Attestation
package import GitStore
import Ledger
package import Policy
import PolicyFiles
package import Vocabulary

/// What one commit of policy says about who may sign the next.
package struct TrustRules: Hashable, Sendable {
  /// How many have to sign what.
  package let signing: SigningRules
  /// The keys of people: those of controllers and hosts sign what programs say, never policy.
  package let signers: AllowedSigners

  /// What holds when a fleet says nothing: one person has to sign.
  static let undeclared = SigningRules(
    signers: nil, threshold: 1, owners: [], location: SourceLocation(file: LedgerSigners.path))

  /// Whether a fleet says so.
  var isDeclared: Bool { signing.location.file == SigningRules.file }

  init(signing: SigningRules, signers: AllowedSigners) {
    self.signing = signing
    self.signers = signers.people
  }

  /// Why nobody could ever change the policy again, or `nil` if they can.
  var lockout: Diagnostic? {
    let people = Set(
      signers.entries.filter { $0.mayUse(namespace: SSHSignature.gitNamespace) }
        .map(\.principals).filter(signing.isMaintainer))
    guard people.count < signing.threshold else { return nil }
    return Diagnostic(
      at: signing.location,
      "\(signing.threshold) have to sign, and \(LedgerSigners.path) has the keys of \(people.count)",
      hint: "nobody could sign a commit any more; add the keys of people first")
  }
}

// MARK: - Reading

/// What the files of a commit say about who may sign.
struct RulesReading {
  /// What they come to.
  enum Content {
    /// Nobody has to sign: no person has a key.
    case none
    case rules(TrustRules)
    /// They cannot be read, and do not say whether commits have to be signed.
    case unreadable(Rejection)
    /// Commits have to be signed, and it does not hold together by whom.
    case broken(Rejection)
  }

  let content: Content
  /// Whether there is a fleet where it is looked for.
  var hasFleet = true

  /// The rules, if there are any that can be followed.
  var rules: TrustRules? { if case .rules(let rules) = content { rules } else { nil } }

  /// What keeps a commit that says so from following one with rules.
  func objections(after old: TrustRules) -> [Diagnostic] {
    switch content {
    case .unreadable(let rejection), .broken(let rejection): return rejection.diagnostics
    case .none, .rules: break
    }
    guard old.isDeclared, !hasFleet else { return [] }
    return [
      Diagnostic(
        at: SourceLocation(file: SigningRules.file),
        "there is no fleet in \(SigningRules.file), which says who has to sign",
        hint: "leave it where it is; to go without rules, take `signing` out of it first")
    ]
  }
}

/// The files of a commit that say who may sign, by their contents.
package struct TrustFiles: Hashable, Sendable {
  private let fleet: BlobID?
  /// The list of signers; `nil` if there is none.
  package let signers: BlobID?

  /// Finds them in the tree of a commit.
  package init(of tree: TreeID, in repository: borrowing Repository) throws(GitError) {
    fleet = try repository.file(at: SigningRules.file, in: tree)?.blob
    signers = try repository.file(at: LedgerSigners.path, in: tree)?.blob
  }

  /// Reads them.
  ///
  /// Without `signing`, one of those who have a key and are no machine has to sign; as long as there
  /// is nobody, nobody has to.
  func reading(in repository: borrowing Repository) throws(GitError) -> RulesReading {
    var found: Fleet?
    if let fleet {
      guard let text = try Self.text(fleet, repository) else {
        return RulesReading(content: .unreadable(Self.tooLarge(SigningRules.file)))
      }
      do throws(Rejection) { found = try Self.fleet(text) } catch {
        return RulesReading(content: .unreadable(error))
      }
    }
    let signing = found?.signing
    let list = try list(in: repository)
    let content: RulesReading.Content
    do throws(Rejection) {
      content = try people(for: signing, list).map { .rules($0) } ?? .none
    } catch {
      content = signing == nil ? .unreadable(error) : .broken(error)
    }
    return RulesReading(content: content, hasFleet: found != nil)
  }

  /// The bytes of the list of signers; `nil` if there is none, a failure if it is too large.
  private func list(
    in repository: borrowing Repository
  ) throws(GitError) -> Result<[UInt8]?, Rejection> {
    guard let signers else { return .success(nil) }
    guard let text = try Self.text(signers, repository) else {
      return .failure(Self.tooLarge(LedgerSigners.path))
    }
    return .success(text)
  }

  /// The rules over a list of signers; `nil` if nobody has to sign.
  private func people(
    for signing: SigningRules?, _ list: Result<[UInt8]?, Rejection>
  ) throws(Rejection) -> TrustRules? {
    guard let text = try list.get() else {
      if let signing { throw Self.missing(signing) }
      return nil
    }
    let (parsed, diagnostics) = AllowedSigners.parse(
      String(decoding: text, as: UTF8.self), file: LedgerSigners.path)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw Rejection(errors) }
    guard let signing else {
      let rules = TrustRules(signing: TrustRules.undeclared, signers: parsed)
      return rules.lockout == nil ? rules : nil
    }
    let rules = TrustRules(signing: signing, signers: parsed)
    if let lockout = rules.lockout { throw Rejection([lockout]) }
    return rules
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
