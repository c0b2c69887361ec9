import Disk
import Glibc
import HostLink
import Keys
import Vocabulary

/// The images that a host holds, each under its digest.
struct AgentImages: Sendable {
  /// The folder.
  let folder: String

  /// The path of an image, whether it is there or not.
  func path(_ digest: Digest) -> String { folder + "/" + digest.hex }

  /// Tells whether the image is there.
  func contains(_ digest: Digest) -> Bool { access(path(digest), R_OK) == 0 }

  /// Reads an image, once it is known that what is on disk is still what was put there.
  func verified(_ digest: Digest) throws(HostAgentError) -> [UInt8] {
    let bytes = try onDisk { () throws(DiskError) in
      try DurableFile.read(path(digest), atMost: HostLinkLimits.imageBytesMax)
    }
    guard let bytes else {
      throw HostAgentError(.folder, "image \(digest.short) is not on this host")
    }
    guard Digest.sha256(bytes) == digest else {
      // Out of the way, so that the controller sends it again.
      unlink(path(digest))
      throw HostAgentError(.folder, "image \(digest.short) was altered on disk; it was removed")
    }
    return bytes
  }

  /// Removes what `needed` does not name, chunks of images that did not come wholly as well, and has not been touched for `seconds`.
  func prune(keeping needed: Set<Digest>, olderThan seconds: Int) {
    for name in Folder.names(in: folder) {
      var entry = stat()
      let path = folder + "/" + name
      guard Digest(hex: name).map({ !needed.contains($0) }) ?? true, stat(path, &entry) == 0,
        time(nil) - entry.st_mtim.tv_sec > seconds
      else { continue }
      unlink(path)
    }
  }
}
