/// What an spt guest may ask of the kernel: system calls, by their numbers on x86-64 Linux.
package enum SandboxCall: UInt32, CaseIterable, Sendable {
  case read = 0
  case write = 1
  case pread64 = 17
  case pwrite64 = 18
  case archPrctl = 158
  case clockGettime = 228
  case exitGroup = 231
  case epollPwait = 281
  case timerfdSettime = 286

  /// What Linux calls it.
  package var name: String {
    switch self {
    case .read: "read"
    case .write: "write"
    case .pread64: "pread64"
    case .pwrite64: "pwrite64"
    case .archPrctl: "arch_prctl"
    case .clockGettime: "clock_gettime"
    case .exitGroup: "exit_group"
    case .epollPwait: "epoll_pwait"
    case .timerfdSettime: "timerfd_settime"
    }
  }

  /// The kind of device that it is for; refused unless one is attached.
  ///
  /// `write` serves the console too.
  package var device: ManifestEntry.Kind? {
    switch self {
    case .pread64, .pwrite64: .block
    case .read: .network
    case .write, .archPrctl, .clockGettime, .exitGroup, .epollPwait, .timerfdSettime: nil
    }
  }
}
