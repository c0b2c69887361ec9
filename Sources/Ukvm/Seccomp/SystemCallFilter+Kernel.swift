import CUkvm

extension FilterInstruction {
  /// The form that the kernel takes.
  var forKernel: sock_filter { sock_filter(code: code, jt: ifTrue, jf: ifFalse, k: operand) }
}

/// The way into the kernel.
extension SystemCallFilter {
  private var program: [sock_filter] { instructions.map(\.forKernel) }

  /// Gives up new privileges and puts this process under the filter.
  func seal() throws(SystemError) {
    let program = program
    let outcome = unsafe program.withUnsafeBufferPointer {
      unsafe ukvm_seal($0.baseAddress, UInt16($0.count))
    }
    try SystemError.check(outcome, "install a seccomp filter")
  }

  /// Puts this process under the filter and becomes the guest: nothing of the monitor is left in
  /// memory, so there is nothing of it that the guest could read or call.
  func leave(to guest: ukvm_guest) throws(SystemError) -> Never {
    let program = program
    var guest = guest
    let outcome = unsafe program.withUnsafeBufferPointer {
      unsafe ukvm_leave(&guest, $0.baseAddress, UInt16($0.count))
    }
    throw SystemError(operation: "leave the process to the guest", code: -outcome)
  }
}
