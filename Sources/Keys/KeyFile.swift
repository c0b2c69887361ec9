import Disk
import Glibc

/// Reads and writes small private files whole.
enum KeyFile {
  static let bytesMax = 64 << 10

  /// Reads a file that only its owner may read.
  static func read(_ path: String) throws(KeyError) -> [UInt8] {
    let file: OpenFile
    do throws(DiskError) { file = try OpenFile(path) } catch { throw failure(error) }
    guard file.isRegular else {
      throw KeyError(.malformed, path: path, "it is not a regular file")
    }
    guard file.permissions & 0o077 == 0 else {
      throw KeyError(
        .exposed, path: path, "others may read it; close it with: chmod 600 '\(path)'")
    }
    do throws(DiskError) { return try file.read(atMost: bytesMax) } catch { throw failure(error) }
  }

  /// Makes a file that did not exist; after a crash it is there whole or not at all.
  static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(KeyError) {
    do throws(DiskError) { try DurableFile.create(bytes, at: path, mode: mode) } catch {
      throw failure(error)
    }
  }

  private static func failure(_ error: DiskError) -> KeyError {
    switch error.code {
    case ENOENT: KeyError(.missing, path: error.path, "there is no such file or folder")
    case EEXIST: KeyError(.exists, path: error.path, "it exists already and is left as it is")
    case EFBIG: KeyError(.malformed, path: error.path, "it is longer than \(bytesMax) bytes")
    default: KeyError(.system, path: error.path, error.reason)
    }
  }
}
