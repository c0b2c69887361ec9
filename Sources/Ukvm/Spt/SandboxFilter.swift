import Glibc
package import Solo5

/// What an spt guest may ask of the kernel: its own devices, console, time, end.
package enum SandboxFilter {
  private static let setFSBase: UInt64 = 0x1002

  /// Builds the filter for exactly the devices attached in `manifest`.
  package static func filter(
    for manifest: Manifest, epoll: Int32, timer: Int32
  ) -> SystemCallFilter {
    var rules: [SystemCallRule] = []
    for case .network(let descriptor, _) in manifest.entries.compactMap(\.backing) {
      rules.append(.init(SystemCall.read, .equal(argument: 0, UInt64(descriptor))))
      rules.append(.init(SystemCall.write, .equal(argument: 0, UInt64(descriptor))))
    }
    rules += [
      .init(SystemCall.clockGettime, .equal(argument: 0, UInt64(CLOCK_MONOTONIC))),
      .init(SystemCall.clockGettime, .equal(argument: 0, UInt64(CLOCK_REALTIME))),
      .init(SystemCall.epollPwait, .equal(argument: 0, UInt64(epoll))),
      .init(SystemCall.timerfdSettime, .equal(argument: 0, UInt64(timer))),
      .init(SystemCall.write, .equal(argument: 0, UInt64(STDOUT_FILENO))),
    ]
    for case .block(let descriptor, let capacity, let size, let isReadOnly)
      in manifest.entries.compactMap(\.backing)
    {
      for call in [SystemCall.pread64] + (isReadOnly ? [] : [SystemCall.pwrite64]) {
        rules.append(
          .init(
            call, .equal(argument: 0, UInt64(descriptor)), .equal(argument: 2, UInt64(size)),
            .atMost(argument: 3, capacity - UInt64(size))))
      }
    }
    rules += [
      .init(SystemCall.archPrctl, .equal(argument: 0, setFSBase)),
      .init(SystemCall.exitGroup),
    ]
    return SystemCallFilter(rules)
  }
}
