import Disk
import Foundation
package import Vocabulary

/// Letting go of images.
extension ImageStore {
  /// When an image's bytes were stored; `nil` if they are not there.
  package func stored(_ image: StoredImage) -> Instant? {
    (try? OpenFile(path(of: image.digest)).modified).map {
      Instant(milliseconds: Int64($0) * 1000)
    }
  }

  /// Removes images from the index, and then what nothing names any more; returns how many bytes
  /// that frees.
  ///
  /// Killed in between it leaves blobs that nothing names; the next time takes them, too.
  package func remove(_ images: Set<StoredImage>) throws(ImageStoreError) -> Int {
    let lock = try lockForWriting()
    defer { lock.release() }
    let kept = try entries().filter { entry in entry.image.map { !images.contains($0) } ?? true }
    var named: Set<String> = []
    for entry in kept { named.formUnion(try blobs(of: entry)) }
    try replaceIndex(with: kept.map(\.json))
    return removeBlobs(except: named)
  }

  /// The blobs that an entry needs, by their digits.
  private func blobs(of entry: ImageDescriptor) throws(ImageStoreError) -> [String] {
    guard let digest = entry.json["digest"]?.string.flatMap({ Digest($0) }) else { return [] }
    guard let manifest = try? JSON.parse(try bytes(of: digest)) else {
      throw .malformed(path: path(of: digest), "its manifest cannot be read, so nothing is removed")
    }
    let parts = (manifest["layers"]?.array ?? []) + [manifest["config"]].compactMap(\.self)
    // An index of another tool has manifests of its own, whose parts are not looked for.
    guard manifest["manifests"] == nil else {
      throw .malformed(
        path: path(of: digest), "it is an index of other images, so nothing is removed")
    }
    return [digest.hex] + parts.compactMap { $0["digest"]?.string.flatMap { Digest($0)?.hex } }
  }

  private func removeBlobs(except named: Set<String>) -> Int {
    let folder = folder + "/blobs/sha256"
    var bytes = 0
    for name in Folder.names(in: folder) where !named.contains(name) && Digest(hex: name) != nil {
      let size = (try? OpenFile(folder + "/" + name).byteCount) ?? 0
      guard (try? DurableFile.remove(folder + "/" + name)) != nil else { continue }
      bytes += size
    }
    return bytes
  }
}
