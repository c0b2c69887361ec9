import Glibc

/// A connected socket that waits at most so long for the other side; closed with its last use.
struct WebhookSocket: ~Copyable {
  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant

  /// Takes over a socket.
  init(_ descriptor: Int32, seconds: Int) {
    self.descriptor = descriptor
    deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Reads some bytes; none at the end, `nil` when the time is over or the other side is gone.
  borrowing func read(atMost count: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: count)
    while wait(for: POLLIN) {
      let read = recv(descriptor, &buffer, count, 0)
      if read >= 0 { return Array(buffer[..<read]) }
      guard errno == EAGAIN || errno == EINTR else { return nil }
    }
    return nil
  }

  /// Writes everything, or returns `false`.
  borrowing func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard wait(for: POLLOUT) else { return false }
      let sent = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent > 0 {
        rest = rest.dropFirst(sent)
      } else if errno != EAGAIN, errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Reads until an empty line; what follows it comes second.
  borrowing func readHead(atMost limit: Int) -> (head: [UInt8], rest: [UInt8])? {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while bytes.count < limit {
      guard let more = read(atMost: 4096), !more.isEmpty else { return nil }
      let start = max(0, bytes.count - 3)
      bytes += more
      if let place = bytes.indices.dropLast(3).dropFirst(start).first(where: {
        bytes[$0..<$0 + 4].elementsEqual(end)
      }) {
        return (Array(bytes[..<(place + 4)]), Array(bytes[(place + 4)...]))
      }
    }
    return nil
  }

  private borrowing func wait(for events: Int32) -> Bool {
    while true {
      let rest = ContinuousClock.now.duration(to: deadline)
      guard rest > .zero else { return false }
      var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let milliseconds = Int32(rest.components.seconds * 1000) + 1
      let count = poll(&request, 1, milliseconds)
      if count > 0 { return true }
      if count < 0, errno != EINTR { return false }
    }
  }
}
