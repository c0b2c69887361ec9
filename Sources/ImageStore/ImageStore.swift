import Disk
import Foundation
import Keys
package import Vocabulary

/// Sealed images as an OCI image layout, which `skopeo` and registries move as it is.
///
/// Any number of processes may use one store. Readers take no lock: `index.json` and every blob
/// appear whole or not at all. A writer that is killed at any moment leaves a valid layout; at
/// worst it holds a blob that nothing names.
package struct ImageStore: Sendable {
  /// The layout's folder.
  package let folder: String

  /// Opens a store, and makes it if it is not there.
  package init(at folder: String) throws(ImageStoreError) {
    self.folder = URL(fileURLWithPath: folder).path
    for name in ["", "/blobs", "/blobs/sha256", "/ingest"] {
      try onDisk { () throws(DiskError) in try Folder.make(self.folder + name) }
    }
    let files = FileManager.default
    guard !files.fileExists(atPath: layoutPath) else { return }
    let lock = try onDisk { () throws(DiskError) in try FileLock(at: lockPath) }
    defer { lock.release() }
    // The marker comes last: where it is, the layout is complete.
    if !files.fileExists(atPath: indexPath) {
      try write(Array(ImageDescriptor.index([]).canonical.utf8), to: indexPath)
    }
    try write(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8), to: layoutPath)
  }

  private var layoutPath: String { folder + "/oci-layout" }
  private var lockPath: String { folder + "/ingest/lock" }
  private var indexPath: String { folder + "/index.json" }
}

// MARK: - Reading

extension ImageStore {
  /// Lists all images in the order in which they were stored.
  package func list() throws(ImageStoreError) -> [StoredImage] {
    try entries().compactMap(\.image)
  }

  /// Finds the image with an image key; `nil` when it has to be built.
  package func image(key: Digest) throws(ImageStoreError) -> StoredImage? {
    try list().last { $0.key == key }
  }

  /// Finds the image with an ELF digest.
  package func image(digest: Digest) throws(ImageStoreError) -> StoredImage? {
    try list().last { $0.digest == digest }
  }

  /// Reads the bytes of an image and checks that they are what `digest` says.
  package func bytes(of digest: Digest) throws(ImageStoreError) -> [UInt8] {
    let path = path(of: digest)
    guard let data = FileManager.default.contents(atPath: path) else { throw .absent(digest) }
    let bytes = [UInt8](data)
    guard Digest.sha256(bytes) == digest else { throw .damaged(path: path) }
    return bytes
  }

  /// Reads the list of what is in an image, as it was put in.
  package func contents(of image: StoredImage) throws(ImageStoreError) -> [UInt8] {
    guard let entry = try entries().last(where: { $0.image == image }),
      let manifest = entry.json["digest"]?.string.flatMap({ Digest($0) })
    else { throw .absent(image.digest) }
    let bytes = try bytes(of: manifest)
    guard let json = try? JSON.parse(bytes),
      let contents = ImageManifest.contents(inManifest: json)
    else { throw .malformed(path: path(of: manifest), "its manifest names no list of contents") }
    return try self.bytes(of: contents)
  }

  /// Where an image's bytes are, or would be; reading them there checks nothing.
  package func path(of digest: Digest) -> String { "\(folder)/blobs/sha256/\(digest.hex)" }

  func entries() throws(ImageStoreError) -> [ImageDescriptor] {
    guard FileManager.default.fileExists(atPath: indexPath) else { return [] }
    guard let data = FileManager.default.contents(atPath: indexPath) else {
      throw .file(path: indexPath, "cannot be read")
    }
    let json: JSON
    do {
      json = try JSON.parse([UInt8](data))
    } catch {
      throw .malformed(path: indexPath, error.description)
    }
    guard let entries = ImageDescriptor.all(inIndex: json) else {
      throw .malformed(path: indexPath, "it is not an image index")
    }
    return entries
  }
}

// MARK: - Writing

extension ImageStore {
  /// Stores an image durably: when this returns, a power failure does not take it away.
  ///
  /// Storing an image again changes nothing, and mends its bytes if they were damaged.
  ///
  /// - Parameter contents: The list of what is in it, JSON.
  @discardableResult
  package func put(
    _ bytes: [UInt8], name: ImageName, key: Digest, target: Target, textBytes: Int,
    contents: [UInt8]
  ) throws(ImageStoreError) -> StoredImage {
    let image = StoredImage(
      digest: .sha256(bytes), byteCount: bytes.count, name: name, key: key, target: target,
      textBytes: textBytes)
    let lock = try lockForWriting()
    defer { lock.release() }
    sweep()
    let entries = try entries()
    let twin = entries.compactMap(\.image).last { $0.key == image.key }
    if let twin, twin.digest != image.digest {
      throw .notReproducible(key: image.key, stored: twin.digest, built: image.digest)
    }
    let manifest = Array(ImageManifest.json(of: image, contents: contents).canonical.utf8)
    for blob in [bytes, contents, ImageManifest.emptyConfiguration, manifest] { try putBlob(blob) }
    if twin == image { return image }
    let descriptor = ImageDescriptor.json(ofManifest: manifest, image: image)
    let others = entries.filter { $0.image?.key != image.key }.map(\.json)
    try replaceIndex(with: others + [descriptor])
    return image
  }

  /// Keeps other writers away.
  func lockForWriting() throws(ImageStoreError) -> FileLock {
    try onDisk { () throws(DiskError) in try FileLock(at: lockPath) }
  }

  /// Writes the index; the caller holds the lock.
  func replaceIndex(with entries: [JSON]) throws(ImageStoreError) {
    try write(Array(ImageDescriptor.index(entries).canonical.utf8), to: indexPath)
  }

  private func putBlob(_ bytes: [UInt8]) throws(ImageStoreError) {
    let digest = Digest.sha256(bytes)
    let place = path(of: digest)
    if let present = FileManager.default.contents(atPath: place), present.elementsEqual(bytes) {
      return
    }
    try write(bytes, to: place)
  }

  private func write(_ bytes: [UInt8], to place: String) throws(ImageStoreError) {
    try onDisk { () throws(DiskError) in
      try DurableFile.write(bytes, to: place, draft: "\(folder)/ingest/\(UUID().uuidString)")
    }
  }

  /// Removes what killed writers left; the caller holds the lock, so none of it is in use.
  private func sweep() {
    let ingest = folder + "/ingest"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: ingest)) ?? []
    where name != "lock" {
      try? FileManager.default.removeItem(atPath: ingest + "/" + name)
    }
  }
}
