package import Vocabulary

/// Who has to sign a commit of policy: the `signing` of a fleet.
///
/// People are named as in `.merlon/allowed_signers`, which says what keys they have.
package struct SigningRules: Hashable, Sendable {
  /// The one file whose fleet may say so: who judges a commit reads it before anything else.
  package static let file = "merlon.yaml"
  /// What no owner may be given: it says who may sign.
  private static let unowned = [file, ".merlon"]

  /// Files that somebody else than the maintainers may change.
  package struct Owner: Hashable, Sendable {
    /// Files, or folders with all that is below.
    package let paths: [String]
    /// Who may change them.
    package let signers: [String]
    /// How many of those have to sign.
    package let threshold: Int
    /// Where it stands.
    package let location: SourceLocation

    /// Makes an owner.
    package init(paths: [String], signers: [String], threshold: Int, location: SourceLocation) {
      self.paths = paths.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
      self.signers = signers
      self.threshold = threshold
      self.location = location
    }
  }

  /// Who may sign for every file; `nil` for everybody who is no owner.
  package let signers: [String]?
  /// How many of those have to sign.
  package let threshold: Int
  /// Who may sign for some files.
  package let owners: [Owner]
  /// Where it stands.
  package let location: SourceLocation

  /// Makes rules.
  package init(signers: [String]?, threshold: Int, owners: [Owner], location: SourceLocation) {
    self.signers = signers
    self.threshold = threshold
    self.owners = owners
    self.location = location
  }
}

// MARK: - What is wrong with the rules themselves

extension SigningRules {
  /// What is wrong when the rules do not stand where they are looked for.
  package var misplacement: Diagnostic? {
    guard location.file != Self.file else { return nil }
    return Diagnostic(
      at: location, "rules of signing count in \(Self.file) only",
      hint: "move the fleet to \(Self.file), at the root of the repository")
  }

  /// Everything that keeps the rules from meaning what they say.
  package var problems: [Diagnostic] {
    var problems: [Diagnostic] = []
    if let signers, Set(signers).count < threshold {
      problems.append(Self.tooMany(threshold, signers, at: location))
    }
    for owner in owners {
      if Set(owner.signers).count < owner.threshold {
        problems.append(Self.tooMany(owner.threshold, owner.signers, at: owner.location))
      }
      for path in owner.paths where Self.decidesWhoSigns(path) {
        problems.append(
          Diagnostic(
            at: owner.location, "\(path) has no owner: it decides who may sign",
            hint: "name the files that the signers may change"))
      }
    }
    return problems
  }

  private static func decidesWhoSigns(_ path: String) -> Bool {
    unowned.contains { covers($0, path) || covers(path, $0) }
  }

  private static func tooMany(
    _ threshold: Int, _ signers: [String], at location: SourceLocation
  ) -> Diagnostic {
    Diagnostic(
      at: location, "\(threshold) have to sign, and \(Set(signers).count) may",
      hint: "nobody could sign anything any more")
  }
}

// MARK: - Judging

extension SigningRules {
  /// What a commit lacks.
  package struct Shortfall: Hashable, Sendable {
    /// The first file that it may not change so; `nil` if it changes none.
    package let path: String?
    /// How many have to sign.
    package let threshold: Int
    /// Of whom; `nil` for everybody who is no owner.
    package let signers: [String]?
    /// Who of them did.
    package let present: [String]
  }

  /// Finds what is missing of the signatures of some people under a change of files, or returns
  /// `nil` if nothing is.
  ///
  /// Maintainers may sign for every file. A change that touches no file needs one signature of
  /// somebody who may sign for any.
  /// - Parameter people: The names of each who signed; two entries are two people.
  /// - Complexity: O(paths × owners).
  package func shortfall(of people: [[String]], changing paths: [String]) -> Shortfall? {
    let maintainers = people.filter(isMaintainer)
    if maintainers.count >= threshold { return nil }
    if paths.isEmpty {
      let mayAny = people.contains { person in
        isMaintainer(person) || owners.contains { Self.isAmong($0.signers, person) }
      }
      return mayAny ? nil : lacking(nil, threshold: 1, signers, maintainers)
    }
    for path in paths {
      guard let owner = owner(of: path) else {
        return lacking(path, threshold: threshold, signers, maintainers)
      }
      let own = people.filter { Self.isAmong(owner.signers, $0) }
      if own.count < owner.threshold {
        return lacking(path, threshold: owner.threshold, owner.signers, own)
      }
    }
    return nil
  }

  /// How many of some people had to sign a change of files: as many maintainers as the fleet asks
  /// for if they did, or else as many as the owners of the files do.
  package func required(of people: [[String]], changing paths: [String]) -> Int {
    if let lack = shortfall(of: people, changing: paths) { return lack.threshold }
    guard people.filter(isMaintainer).count < threshold else { return threshold }
    return paths.compactMap { owner(of: $0)?.threshold }.max() ?? 1
  }

  private func lacking(
    _ path: String?, threshold: Int, _ signers: [String]?, _ present: [[String]]
  ) -> Shortfall {
    Shortfall(
      path: path, threshold: threshold, signers: signers,
      present: present.map { $0.joined(separator: ",") })
  }

  /// Tells whether somebody of these names may sign for every file.
  package func isMaintainer(_ person: [String]) -> Bool {
    if let signers { return Self.isAmong(signers, person) }
    return !owners.contains { Self.isAmong($0.signers, person) }
  }

  /// Tells whether a signature of somebody counts for a change of a file, be it enough or not; for
  /// no file in particular, if it counts for every one.
  package func maySign(_ path: String?, _ person: [String]) -> Bool {
    isMaintainer(person)
      || path.flatMap(owner(of:)).map { Self.isAmong($0.signers, person) } ?? false
  }

  /// Whose file it is: the owner who names the longest path to it, the first of several.
  package func owner(of path: String) -> Owner? {
    var best: (owner: Owner, length: Int)?
    for owner in owners {
      for own in owner.paths where Self.covers(path, own) {
        if own.utf8.count > best?.length ?? -1 { best = (owner, own.utf8.count) }
      }
    }
    return best?.owner
  }

  /// Tells whether `path` is `whole`, or below it.
  private static func covers(_ path: String, _ whole: String) -> Bool {
    // Byte by byte: git tells names apart that Swift's String takes for equal.
    let (path, whole) = (path.utf8, whole.utf8)
    return path.starts(with: whole)
      && (path.count == whole.count || path.dropFirst(whole.count).first == UInt8(ascii: "/"))
  }

  private static func isAmong(_ signers: [String], _ person: [String]) -> Bool {
    person.contains { signers.contains($0) }
  }
}
