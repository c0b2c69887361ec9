import Disk
import Glibc

/// Unix stream sockets by path.
package enum UnixSocket {
  /// The longest path that the system takes.
  package static let pathBytesMax = 107

  /// Connects to the socket at `path` and returns the descriptor.
  package static func connect(to path: String) throws(HostLinkError) -> Int32 {
    let descriptor = try open()
    let status = try withAddress(path) { Glibc.connect(descriptor, $0, $1) }
    guard status == 0 else {
      let reason = SystemError.text(errno)
      close(descriptor)
      throw HostLinkError(
        .connect, "cannot connect to \(path): \(reason); is `merlon host run` running there?")
    }
    return descriptor
  }

  /// Listens at `path` for this user only, in place of a socket that stands there.
  ///
  /// Anything but a socket stays, and is an error.
  package static func listen(at path: String) throws(HostLinkError) -> Int32 {
    let descriptor = try open()
    // The mode is set before the name exists, so that nobody else can ever open it.
    fchmod(descriptor, 0o600)
    var entry = stat()
    if lstat(path, &entry) == 0, entry.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    let status = try withAddress(path) { bind(descriptor, $0, $1) }
    guard status == 0, chmod(path, 0o600) == 0, Glibc.listen(descriptor, 64) == 0 else {
      let reason = SystemError.text(errno)
      close(descriptor)
      throw HostLinkError(.system, "cannot listen at \(path): \(reason)")
    }
    return descriptor
  }

  /// The user at the other end, or `nil` if the system does not say.
  static func peer(of descriptor: Int32) -> uid_t? {
    // `struct ucred`: pid, uid, gid. The type itself is not visible from Swift.
    var credentials: [UInt32] = [0, 0, 0]
    var size = socklen_t(12)
    let status = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size)
    return status == 0 && size == 12 ? credentials[1] : nil
  }

  private static func open() throws(HostLinkError) -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else {
      throw HostLinkError(.system, "cannot make a socket: \(SystemError.text(errno))")
    }
    return descriptor
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(HostLinkError) -> Int32 {
    guard path.utf8.count <= pathBytesMax, !path.utf8.contains(0) else {
      throw HostLinkError(
        .system,
        "the socket path \(path) is longer than \(pathBytesMax) bytes; use a shorter folder")
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
