import Glibc

/// The console of one instance on disk: a file and an older one, both bounded.
final class ConsoleLog: Sendable {
  private let path: String
  private let bytesMax: Int

  /// Makes the log at `path`; the older part stands at `path.1`.
  init(path: String, bytesMax: Int) {
    self.path = path
    self.bytesMax = bytesMax
  }

  /// Adds what came.
  ///
  /// A disk that is full loses it: the guest goes on.
  func append(_ bytes: ArraySlice<UInt8>) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
    var entry = stat()
    if fstat(descriptor, &entry) == 0, entry.st_size >= bytesMax { rename(path, path + ".1") }
  }
}
