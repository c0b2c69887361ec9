import Disk
import Foundation
import Keys
import Vocabulary

/// Objects of earlier compilations, by the keys of their units.
///
/// Any number of builders may share it: an entry appears whole under its name or not at all. An
/// entry begins with a digest of its key and object, so what was damaged, moved, or torn by a power
/// failure counts as absent and is made again; that is why nothing here waits for the disk.
/// Several users may share it, if its folder lets them write: an entry counts only if it is this
/// user's, root's, or of whoever owns the folder.
struct ObjectCache: Sendable {
  let folder: String
  /// Bytes on the disk that it may take.
  let bytesMax: Int

  /// The most bytes of an entry.
  private static let entryBytesMax = 256 << 20

  /// Returns the object of a unit, or `nil` if it must be compiled.
  func object(for key: Digest) -> [UInt8]? {
    let place = path(of: key)
    guard let file = try? OpenFile(place), file.isRegular, isTrusted(file.owner),
      let entry = try? file.read(atMost: Self.entryBytesMax), entry.count > 64
    else { return nil }
    let object = Array(entry[64...])
    guard Self.seal(object, key).elementsEqual(entry[..<64]) else { return nil }
    CacheFolder.noteUse(of: place, lastNoted: file.modified)
    return object
  }

  private func isTrusted(_ owner: UInt32) -> Bool {
    if owner == geteuid() || owner == 0 { return true }
    guard let ofFolder = try? OpenFile(folder).owner else { return false }
    return owner == ofFolder
  }

  private static func seal(_ object: [UInt8], _ key: Digest) -> String.UTF8View {
    Digest.sha256(Array(key.hex.utf8) + object).hex.utf8
  }

  /// Keeps the object of a unit.
  func store(_ object: [UInt8], for key: Digest) throws(ToolchainError) {
    let place = path(of: key)
    // As open to others as the whole.
    let mode = (try? OpenFile(folder).permissions) ?? 0o700
    try WorkingFolder.makeFolder(folder + "/" + key.hex.prefix(2), mode: mode)
    let entry = Self.seal(object, key) + object
    try onDisk { () throws(DiskError) in try DurableFile.writeUnforced(entry, to: place) }
  }

  /// Removes what was used longest ago, if it takes too much room.
  func trim() { CacheFolder.trim(folder, to: bytesMax) }

  private func path(of key: Digest) -> String {
    "\(folder)/\(key.hex.prefix(2))/\(key.hex.dropFirst(2))"
  }
}
