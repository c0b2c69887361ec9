/// Numbers of system calls on x86-64 Linux.
enum SystemCall {
  static let read = 0
  static let write = 1
  static let close = 3
  static let poll = 7
  static let mmap = 9
  static let mprotect = 10
  static let munmap = 11
  static let brk = 12
  static let rtSigprocmask = 14
  static let rtSigreturn = 15
  static let ioctl = 16
  static let pread64 = 17
  static let pwrite64 = 18
  static let writev = 20
  static let mremap = 25
  static let madvise = 28
  static let accept = 43
  static let sendto = 44
  static let recvfrom = 45
  static let shutdown = 48
  static let getsockname = 51
  static let getpeername = 52
  static let setsockopt = 54
  static let getsockopt = 55
  static let exit = 60
  static let fcntl = 72
  static let gettimeofday = 96
  static let archPrctl = 158
  static let futex = 202
  static let restartSyscall = 219
  static let clockGettime = 228
  static let exitGroup = 231
  static let ppoll = 271
  static let epollPwait = 281
  static let timerfdSettime = 286
  static let accept4 = 288
  static let getrandom = 318
}

extension SystemCallRule {
  private static let protectionExecute: UInt64 = 4

  /// Memory management of an ordinary process that never makes code.
  static let memory: [SystemCallRule] = [
    .init(SystemCall.mmap, .clear(argument: 2, mask: protectionExecute)),
    .init(SystemCall.mprotect, .clear(argument: 2, mask: protectionExecute)),
    .init(SystemCall.munmap), .init(SystemCall.mremap), .init(SystemCall.madvise),
    .init(SystemCall.brk),
  ]

  /// What a runtime does besides.
  static let process: [SystemCallRule] = [
    .init(SystemCall.futex), .init(SystemCall.rtSigprocmask), .init(SystemCall.rtSigreturn),
    .init(SystemCall.restartSyscall), .init(SystemCall.gettimeofday), .init(SystemCall.getrandom),
    .init(SystemCall.exitGroup), .init(SystemCall.exit),
  ]
}
