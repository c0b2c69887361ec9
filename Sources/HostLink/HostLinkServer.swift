import Disk
import Glibc
import Synchronization

/// Serves a `HostService` on a unix socket, each connection on a thread of its own.
package final class HostLinkServer: Sendable {
  private struct State {
    var connections: Set<Int32> = []
    var isClosed = false
  }

  /// The path to remove at the end; `nil` for a socket that somebody else made.
  private let path: String?
  private let listener: Int32
  private let state = Mutex(State())

  private init(path: String?, listener: Int32) {
    self.path = path
    self.listener = listener
  }

  /// Listens at `path` and serves until `close()`.
  ///
  /// - Parameter listener: A socket that listens there already, which systemd made.
  package static func start(
    at path: String, listener: Int32? = nil, service: some HostService
  ) throws(HostLinkError) -> HostLinkServer {
    let descriptor = if let listener { listener } else { try UnixSocket.listen(at: path) }
    let server = HostLinkServer(path: listener == nil ? path : nil, listener: descriptor)
    guard WorkerThread.start({ server.acceptLoop(service) }) else {
      server.close()
      throw HostLinkError(.system, "cannot start a thread for \(path)")
    }
    return server
  }

  /// Stops listening, ends every connection and removes the socket.
  package func close() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.isClosed = true
      if let path { unlink(path) }
      // Wakes the threads that are blocked on these; each closes its own descriptor.
      shutdown(listener, Int32(SHUT_RDWR))
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  private func acceptLoop(_ service: some HostService) {
    while true {
      let descriptor = accept(listener, nil, nil)
      if descriptor < 0 {
        if state.withLock(\.isClosed) { break }
        // Out of descriptors, most likely: the next one waits until some are free.
        if errno != EINTR { usleep(10_000) }
        continue
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      admit(descriptor, service)
    }
    Glibc.close(listener)
  }

  private func admit(_ descriptor: Int32, _ service: some HostService) {
    let user = UnixSocket.peer(of: descriptor)
    let isAdmitted = state.withLock { state in
      guard user == getuid() || user == 0, !state.isClosed,
        state.connections.count < HostLinkLimits.connectionsMax
      else { return false }
      state.connections.insert(descriptor)
      return true
    }
    guard isAdmitted else {
      Glibc.close(descriptor)
      return
    }
    let hasStarted = WorkerThread.start {
      self.serve(descriptor, service)
    }
    if !hasStarted { leave(descriptor) }
  }

  private func serve(_ descriptor: Int32, _ service: some HostService) {
    do throws(HostLinkError) {
      // The channel gets a duplicate, so that `close()` never touches a number used anew.
      let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      guard own >= 0 else { throw HostLinkError(.system, SystemError.text(errno)) }
      let channel = FrameChannel(input: own, output: own)
      try HostConversation.run(on: channel, with: service)
    } catch {
      // The other side is gone or cannot be talked to; it will connect again.
    }
    leave(descriptor)
  }

  private func leave(_ descriptor: Int32) {
    state.withLock { state in
      state.connections.remove(descriptor)
      // Also ends the duplicate's side at once.
      shutdown(descriptor, Int32(SHUT_RDWR))
      Glibc.close(descriptor)
    }
  }
}
