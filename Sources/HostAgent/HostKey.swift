import Disk
package import Keys
package import Vocabulary

/// The key with which a host signs what it did.
package enum HostKey {
  private static let name = "host.key"

  /// Reads the key in an agent's state folder, or makes it.
  package static func open(in folder: String, of host: HostName) throws(KeyError) -> SigningKey {
    let path = folder + "/" + name
    do throws(KeyError) { return try SigningKey(readingFile: path) } catch {
      guard error.kind == .missing else { throw error }
    }
    do throws(DiskError) { try Folder.make(folder, mode: 0o700) } catch {
      throw KeyError(.system, path: error.path, error.reason)
    }
    let key = SigningKey()
    do throws(KeyError) { try key.write(toFile: path, comment: "host@\(host)") } catch {
      // Another program was faster.
      guard error.kind == .exists else { throw error }
      return try SigningKey(readingFile: path)
    }
    return key
  }
}
