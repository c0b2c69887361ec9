import ImageStore
import Vocabulary

/// Which images of a store stay, and why.
struct PruneChoice {
  private(set) var kept: [(image: StoredImage, reason: String)] = []
  private(set) var removed: [StoredImage] = []

  /// Goes through the images, oldest first.
  init(
    of images: [StoredImage], running: [Digest: HostName], keep: Int, youngerThan limit: Instant,
    store: ImageStore
  ) {
    var newer = Dictionary(grouping: images, by: \.name).mapValues(\.count)
    for image in images {
      let rank = newer[image.name] ?? 0
      newer[image.name] = rank - 1
      if let host = running[image.digest] {
        kept.append((image, "host \(host) runs it"))
      } else if rank <= keep {
        kept.append((image, rank == 1 ? "the newest of its name" : "a rollback may need it"))
      } else if let stored = store.stored(image), stored > limit {
        kept.append((image, "stored at \(stored)"))
      } else {
        removed.append(image)
      }
    }
  }
}
