import Disk
import Foundation
import Keys
import Vocabulary

/// Objects of earlier compilations, by the keys of their units.
///
/// Any number of builders may share it: an entry appears whole under its name or not at all. An
/// entry holds the digest of its object, so what was damaged, or torn by a power failure, counts
/// as absent and is made again; that is why nothing here waits for the disk.
struct ObjectCache: Sendable {
  let folder: String

  /// Returns the object of a unit, or `nil` if it must be compiled.
  func object(for key: Digest) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path(of: key)) else { return nil }
    let entry = [UInt8](data)
    guard entry.count > 64 else { return nil }
    let object = Array(entry[64...])
    guard Digest.sha256(object).hex.utf8.elementsEqual(entry[..<64]) else { return nil }
    return object
  }

  /// Keeps the object of a unit.
  func store(_ object: [UInt8], for key: Digest) throws(ToolchainError) {
    let place = path(of: key)
    try WorkingFolder.makeFolder(folder + "/" + key.hex.prefix(2))
    let entry = Array(Digest.sha256(object).hex.utf8) + object
    try onDisk { () throws(DiskError) in try DurableFile.writeUnforced(entry, to: place) }
  }

  private func path(of key: Digest) -> String {
    "\(folder)/\(key.hex.prefix(2))/\(key.hex.dropFirst(2))"
  }
}
