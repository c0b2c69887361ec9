import Policy
import Vocabulary

/// `signing` of a fleet.
enum SigningShape {
  static let kind: Kind<SigningRules> = .mapping(
    .optional(
      "signers", people,
      "Who may sign for every file; when left out, everybody whom no owner names."),
    .defaulted(
      "threshold", .integer(1...Limits.signersMax), 1, shown: .integer(1),
      "How many of them have to sign a commit."),
    .defaulted(
      "owners",
      .list(
        of: owner, count: 0...Limits.signersMax,
        "a fleet has at most \(Limits.signersMax) owners"), [],
      "Who may sign for some files, and for no others."),
    called: "the rules of signing"
  ) { place, signers, threshold, owners in
    let rules = SigningRules(
      signers: signers, threshold: threshold, owners: owners, location: place.value)
    for problem in rules.problems {
      place.note(at: problem.location, problem.message, hint: problem.hint)
    }
    return rules
  }

  private static let owner: Kind<SigningRules.Owner> = .mapping(
    .required(
      "paths",
      .list(
        of: Kind.text(.relativePath), count: 1...Limits.signersMax,
        "an owner has from 1 to \(Limits.signersMax) paths"),
      "Files, or folders with all that is below."),
    .required("signers", people, "Who may change them."),
    .defaulted(
      "threshold", .integer(1...Limits.signersMax), 1, shown: .integer(1),
      "How many of them have to sign."),
    called: "an owner"
  ) { place, paths, signers, threshold in
    SigningRules.Owner(
      paths: paths, signers: signers, threshold: threshold, location: place.value)
  }

  private static let people: Kind<[String]> = .list(
    of: .text(.signer), count: 1...Limits.signersMax,
    "there are from 1 to \(Limits.signersMax) signers")
}
