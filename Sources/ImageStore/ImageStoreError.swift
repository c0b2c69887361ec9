import Disk
package import Vocabulary

/// Why the image store cannot do what it was asked.
package enum ImageStoreError: Error, Hashable, Sendable {
  /// There is no image with this ELF digest.
  case absent(Digest)
  /// The bytes in the store are not those that its name promises.
  case damaged(path: String)
  /// A file of the layout is not as the OCI image layout says.
  case malformed(path: String, String)
  /// The same image key was built into different bytes.
  case notReproducible(key: Digest, stored: Digest, built: Digest)
  /// A file cannot be read or written.
  case file(path: String, String)
}

extension ImageStoreError: CustomStringConvertible {
  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .absent(let digest):
      "the image \(digest) is not in the store: build it again with merlon build"
    case .damaged(let path):
      "\(path) is damaged: delete it and build the image again with merlon build"
    case .malformed(let path, let detail):
      "\(path) is not part of an OCI image layout: \(detail); delete the store to have it made again"
    case .notReproducible(let key, let stored, let built):
      """
      the image key \(key) was built into \(built), but the store has \(stored) for it: \
      equal keys must give equal bytes; keep both and report this
      """
    case .file(let path, let detail): "\(path): \(detail)"
    }
  }
}

/// Runs `body` and wraps what it throws.
func onDisk<Value>(_ body: () throws(DiskError) -> Value) throws(ImageStoreError) -> Value {
  do throws(DiskError) { return try body() } catch {
    throw .file(path: error.path, error.reason)
  }
}
