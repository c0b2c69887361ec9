import Glibc

/// What the companion may ask of the kernel: bytes on sockets it has, memory, time.
///
/// It can accept connections, but neither open nor connect anything.
enum CompanionFilter {
  private static let ioctlBytesReadable: UInt32 = 0x541b
  private static let ioctlNonblocking: UInt32 = 0x5421

  static let filter = SystemCallFilter(
    [
      .init(SystemCall.poll), .init(SystemCall.recvfrom), .init(SystemCall.sendto),
      .init(SystemCall.clockGettime), .init(SystemCall.accept), .init(SystemCall.accept4),
      .init(SystemCall.close), .init(SystemCall.shutdown),
      .init(SystemCall.getsockname), .init(SystemCall.getpeername),
      .init(SystemCall.setsockopt), .init(SystemCall.getsockopt),
      .init(SystemCall.fcntl, .equalLow(argument: 1, UInt32(F_GETFL))),
      .init(SystemCall.fcntl, .equalLow(argument: 1, UInt32(F_SETFL))),
      .init(SystemCall.fcntl, .equalLow(argument: 1, UInt32(F_GETFD))),
      .init(SystemCall.fcntl, .equalLow(argument: 1, UInt32(F_SETFD))),
      .init(SystemCall.ioctl, .equalLow(argument: 1, ioctlBytesReadable)),
      .init(SystemCall.ioctl, .equalLow(argument: 1, ioctlNonblocking)),
      .init(SystemCall.write, .equalLow(argument: 0, UInt32(STDERR_FILENO))),
      .init(SystemCall.writev, .equalLow(argument: 0, UInt32(STDERR_FILENO))),
    ] + SystemCallRule.memory + SystemCallRule.process)
}
