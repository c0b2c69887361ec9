import Disk
import Foundation
package import Policy
package import Vocabulary

extension Mirrors {
  /// For how long a copy is kept that no policy in force has named: who goes back to an older commit
  /// need not have a network.
  package static let secondsKept = 30 * 86_400

  /// Removes the copies of repositories that none of the sources is in and none was for so long, and
  /// what was left of a removal that was killed; notes that the others are used.
  ///
  /// It is a cache: what cannot be removed stays.
  package func prune(
    keeping sources: [CatalogReference.GitSource], unusedFor seconds: Int = Mirrors.secondsKept,
    at now: Instant
  ) {
    let files = FileManager.default
    let date = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
    let used = Set(sources.map(name))
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      if name.hasSuffix(Self.removedEnding) {
        try? files.removeItem(atPath: path)
      } else if used.contains(name) {
        try? files.setAttributes([.modificationDate: date], ofItemAtPath: path)
      } else if Digest(hex: name) != nil, Self.age(of: path, at: date) > Double(seconds) {
        // One that is just being fetched is not unused.
        guard let lock = try? FileLock.ifFree(path + ".lock", mode: 0o600) else { continue }
        // First out of everybody's way, at one stroke.
        try? files.moveItem(atPath: path, toPath: path + Self.removedEnding)
        try? files.removeItem(atPath: path + Self.removedEnding)
        lock.release()
      }
    }
  }

  private static func age(of path: String, at date: Date) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let used = attributes?[.modificationDate] as? Date else { return 0 }
    return date.timeIntervalSince(used)
  }
}
