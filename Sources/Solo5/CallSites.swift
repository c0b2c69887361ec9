package import Vocabulary

/// The calls to monitor or kernel in the code of an image.
///
/// The library OS makes each call by two fixed instructions, the first of which loads the call's
/// number, so that what the linker left in a stripped image can be read off its bytes:
/// `mov $N, %eax; syscall` on spt and `mov $0x500+N, %edx; out %eax, (%dx)` on hvt.
/// A call that some module makes in other words is not seen here; the monitor admits it all the
/// same only if it is one of ``AdmittedCalls``.
package enum CallSites {
  /// The names of the calls that `code` holds, in order, each once.
  ///
  /// On hvt two of the six bytes are fixed, and other code holds such a pair now and then by
  /// chance, as `bt $11, %ecx; jae …`. Only a load of 16 bits, which is what a port has, or one
  /// that ends up at the monitor's own ports is taken for a call.
  /// - Complexity: O(bytes).
  package static func names(in code: ArraySlice<UInt8>, for target: Target) -> [String] {
    var found: Set<UInt32> = []
    let (load, call): (UInt8, [UInt8]) =
      switch target {
      case .hvt: (0xba, [0xef])
      case .spt: (0xb8, [0x0f, 0x05])
      }
    let size = 5 + call.count
    var at = code.startIndex
    while at + size <= code.endIndex {
      if code[at] == load, code[(at + 5)..<(at + size)].elementsEqual(call) {
        let number = (1...4).reversed().reduce(0) { $0 << 8 | UInt32(code[at + $1]) }
        if target == .spt || isPort(number) { found.insert(number) }
      }
      at += 1
    }
    return found.map { name(of: $0, for: target) }.sorted()
  }

  private static func isPort(_ number: UInt32) -> Bool {
    let base = UInt32(Hypercall.portBase)
    return number <= 0xffff || (base..<base + 16).contains(number & 0xffff)
  }

  private static func name(of number: UInt32, for target: Target) -> String {
    switch target {
    case .hvt:
      let base = UInt32(Hypercall.portBase)
      let call = number < base ? nil : UInt16(exactly: number - base).flatMap(Hypercall.init)
      return call?.name ?? "port 0x\(String(number, radix: 16))"
    case .spt: return SandboxCall(rawValue: number)?.name ?? "system call \(number)"
    }
  }
}
