import Glibc

/// A listening socket that systemd hands over (`sd_listen_fds(3)`).
package enum SocketActivation {
  /// The first descriptor that is handed over.
  private static let firstDescriptor: Int32 = 3

  /// The descriptor that this process was given; `nil` if it was given none.
  ///
  /// - Parameter environment: This process's; what is meant for another process does not count.
  package static func listener(in environment: [String: String]) throws(HostLinkError) -> Int32? {
    guard environment["LISTEN_PID"].flatMap(pid_t.init) == getpid(),
      let count = environment["LISTEN_FDS"].flatMap(Int.init), count > 0
    else { return nil }
    guard count == 1 else {
      throw HostLinkError(.system, "systemd gave \(count) sockets; an agent takes one")
    }
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    let status = getsockopt(firstDescriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size)
    guard status == 0, isListening == 1 else {
      throw HostLinkError(.system, "what systemd gave is no socket that listens")
    }
    // Monitors do not inherit it.
    _ = fcntl(firstDescriptor, F_SETFD, FD_CLOEXEC)
    return firstDescriptor
  }
}
