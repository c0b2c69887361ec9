import Disk
import Glibc
import HostLink

/// Wakes a thread that waits in `poll`: a descriptor that stays readable until it is cleared.
final class Waker: Sendable {
  /// The end to wait on.
  let input: Int32
  private let output: Int32

  /// Makes the pair of descriptors.
  init() throws(HostAgentError) {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw HostAgentError(.system, "cannot make a socket pair: \(SystemError.text(errno))")
    }
    (input, output) = (ends[0], ends[1])
  }

  deinit {
    close(input)
    close(output)
  }

  /// Wakes the one who waits, now or later.
  func wake() {
    var byte: UInt8 = 1
    // A full buffer is awake enough.
    _ = send(output, &byte, 1, Int32(MSG_NOSIGNAL))
  }

  /// Forgets earlier calls of `wake()`.
  func clear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(input, &bytes, bytes.count) > 0 {}
  }

  /// Waits for `wake()`, for ever if `milliseconds` is negative; does not forget it.
  func wait(_ milliseconds: Int = -1) {
    var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    let deadline = Clock.monotonic + milliseconds
    while true {
      let rest = milliseconds < 0 ? -1 : max(0, deadline - Clock.monotonic)
      if poll(&entry, 1, Int32(clamping: rest)) >= 0 || errno != EINTR { return }
    }
  }
}
