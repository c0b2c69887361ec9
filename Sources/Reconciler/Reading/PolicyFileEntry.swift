import Vocabulary
import Policy

/// What a YAML file of a commit holds.
struct PolicyFileEntry: Sendable {
  /// Its content.
  let blob: BlobID
  /// The documents in it; none when it lies in a catalog or is sealed into images.
  let keys: [DocumentKey]
}
