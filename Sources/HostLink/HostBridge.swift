import Disk
import Glibc

/// Joins a pair of descriptors to an agent's socket: the far end of `ssh HOST merlon host
/// connect`.
package enum HostBridge {
  /// Copies both ways until the agent or the far end is done.
  ///
  /// Does not close the descriptors.
  package static func run(
    path: String, input: Int32, output: Int32
  ) throws(HostLinkError) {
    let socket = try UnixSocket.connect(to: path)
    defer { close(socket) }
    signal(SIGPIPE, SIG_IGN)
    var descriptors = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&descriptors, 2, -1)
      if count < 0 {
        if errno == EINTR { continue }
        throw HostLinkError(.system, "waiting failed: \(SystemError.text(errno))")
      }
      if descriptors[1].revents != 0, !copy(from: socket, to: output) { return }
      if descriptors[0].revents != 0, !copy(from: input, to: socket) {
        // The far end has asked its last question; the answer may still be on its way.
        shutdown(socket, Int32(SHUT_WR))
        descriptors[0].fd = -1
        descriptors[0].revents = 0
      }
    }
  }

  /// Moves what is there to be read, or returns `false` at the end of either side.
  private static func copy(from source: Int32, to target: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var count = read(source, &buffer, buffer.count)
    while count < 0, errno == EINTR { count = read(source, &buffer, buffer.count) }
    guard count > 0 else { return false }
    var sent = 0
    while sent < count {
      let put = buffer.withUnsafeBytes {
        write(target, $0.baseAddress?.advanced(by: sent), count - sent)
      }
      if put < 0, errno != EINTR { return false }
      sent += max(0, put)
    }
    return true
  }
}
