import CUkvm

/// The way into the kernel.
extension SystemCallFilter {
  private var program: [sock_filter] {
    instructions.map {
      sock_filter(code: $0.code, jt: $0.ifTrue, jf: $0.ifFalse, k: $0.operand)
    }
  }

  /// Gives up new privileges and puts this process under the filter.
  func seal() throws(SystemError) {
    let program = program
    let outcome = unsafe program.withUnsafeBufferPointer {
      unsafe ukvm_seal($0.baseAddress, UInt16($0.count))
    }
    try SystemError.check(outcome, "install a seccomp filter")
  }

  /// Puts this process under the filter and becomes the guest.
  func sealAndEnter(entry: UInt64, stack: UInt64, bootInfo: UInt64) throws(SystemError) -> Never {
    let program = program
    let outcome = unsafe program.withUnsafeBufferPointer {
      unsafe ukvm_seal_and_enter($0.baseAddress, UInt16($0.count), entry, stack, bootInfo)
    }
    throw SystemError(operation: "install a seccomp filter", code: -outcome)
  }
}
