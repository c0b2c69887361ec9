import Policy
import Vocabulary

/// `kind: Fleet`.
enum FleetShape {
  static let document = DocumentShape.document(
    "Fleet", "What holds for the whole repository.", metadata: .metadata(), spec: spec
  ) { metadata, spec, location in
    Fleet(
      name: metadata.name, catalogs: spec.catalogs, signing: spec.signing,
      rollout: spec.rollout, location: location)
  }

  /// What a fleet's `spec` holds.
  private typealias Spec = (
    catalogs: [CatalogReference], signing: SigningRules?, rollout: Fleet.Rollout
  )

  private static let spec: Kind<Spec> = .mapping(
    .required(
      "catalogs",
      .list(
        of: catalog, count: 0...Limits.catalogsMax,
        "a fleet has at most \(Limits.catalogsMax) catalogs"),
      "The catalogs that images may take modules from, in order of precedence."),
    .optional("signing", SigningShape.kind, "Who has to sign commits; nobody when left out."),
    .defaulted(
      "rollout", RolloutShape.fleet, Fleet.Rollout(), "How commits are rolled out.")
  ) { _, catalogs, signing, rollout in (catalogs, signing, rollout) }

  /// A catalog: shipped, a folder of the repository, or a folder of another one.
  private static let catalog: Kind<CatalogReference> = .mapping(
    .required(
      "name", .text(.name()), "The catalog; alone, the one of that name that Merlon ships."),
    .optional(
      "folder", Kind.text(.relativePath).called("a catalog's folder"),
      "The folder of this repository that holds one folder for each module."),
    .optional("git", git, "Another git repository, pinned to a commit."),
    called: "a catalog",
    rules: ["not": ["required": .words(["folder", "git"])].json]
  ) { place, name, folder, git in
    if folder != nil, git != nil {
      place.note(
        "a catalog is in a folder of this repository or in another one, not in both",
        hint: "the folder of another repository goes below git")
    }
    let source = git.map(CatalogReference.Source.git) ?? folder.map { .folder($0) } ?? .shipped
    return CatalogReference(name: name, source: source, location: place.value)
  }

  private static let git: Kind<CatalogReference.GitSource> = .mapping(
    .required("url", .text(.repository), "Where it is, as `git fetch` is given it."),
    .required("commit", .text(.commit), "The commit whose modules are used."),
    .optional(
      "ref", .text(.gitReference), "The tag or branch that must still contain the commit."),
    .defaulted(
      "folder", Kind.text(.relativePath).called("a catalog's folder"), "",
      "The folder that holds one folder for each module; its root when left out."),
    called: "a catalog's git repository"
  ) { _, url, commit, ref, folder in
    CatalogReference.GitSource(url: url, commit: commit, ref: ref, folder: folder)
  }
}
