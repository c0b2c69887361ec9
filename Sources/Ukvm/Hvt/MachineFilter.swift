import CUkvm
import Glibc
package import Solo5

/// What the monitor of an hvt guest may ask of the kernel once the guest runs.
package enum MachineFilter {
  /// Builds the filter for exactly the devices attached in `manifest`.
  package static func filter(for manifest: Manifest, vcpu: Int32) -> SystemCallFilter {
    var rules: [SystemCallRule] = [
      .init(
        SystemCall.ioctl, .equalLow(argument: 0, UInt32(vcpu)),
        .equal(argument: 1, ukvm_kvm_run_request()))
    ]
    for case .network(let descriptor, _) in manifest.entries.compactMap(\.backing) {
      rules.append(.init(SystemCall.read, .equalLow(argument: 0, UInt32(descriptor))))
      rules.append(.init(SystemCall.write, .equalLow(argument: 0, UInt32(descriptor))))
    }
    for case .block(let descriptor, _, _, let isReadOnly) in manifest.entries.compactMap(\.backing)
    {
      rules.append(.init(SystemCall.pread64, .equalLow(argument: 0, UInt32(descriptor))))
      if isReadOnly { continue }
      rules.append(.init(SystemCall.pwrite64, .equalLow(argument: 0, UInt32(descriptor))))
    }
    rules += [
      .init(SystemCall.ppoll), .init(SystemCall.clockGettime),
      .init(SystemCall.write, .equalLow(argument: 0, UInt32(STDOUT_FILENO))),
      .init(SystemCall.write, .equalLow(argument: 0, UInt32(STDERR_FILENO))),
    ]
    return SystemCallFilter(rules + SystemCallRule.memory + SystemCallRule.process)
  }
}
