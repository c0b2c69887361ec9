import Policy
import Vocabulary

/// What is wrong with a pin whose repository has been fetched.
enum Objection: Hashable, Sendable {
  case missing(CatalogReference.GitSource)
  case notACommit(CatalogReference.GitSource)
  case noRef(CatalogReference.GitSource, String)
  case moved(CatalogReference.GitSource, String, CommitID)

  /// Throws it, in words for the author of the policy.
  func raise() throws(FetchError) {
    switch self {
    case .missing(let source):
      throw .refused(
        "no branch or tag of \(source.url) contains commit \(source.commit.short)",
        hint: "push it there, or pin a commit that is there; "
          + "`git ls-remote \(source.url)` lists the newest")
    case .notACommit(let source):
      throw .refused(
        "\(source.commit.short) of \(source.url) is not a commit",
        hint: "for a tag, pin what `git rev-parse TAG^{commit}` prints")
    case .noRef(let source, let ref):
      throw .refused(
        "\(source.url) has no branch or tag \(ref)",
        hint: "`git ls-remote \(source.url)` lists those that it has")
    case .moved(let source, let ref, let tip):
      throw .refused(
        "\(ref) of \(source.url) is at \(tip.short), which does not contain the pinned commit "
          + source.commit.short,
        hint: "it was moved or never contained it: find out why, review what is there now, "
          + "and pin that")
    }
  }
}
