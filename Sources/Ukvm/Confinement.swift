import CUkvm
import Glibc

/// What holds a process besides its filter of system calls: namespaces with nothing in them, a root
/// without files, Landlock, a user of no rights, limits on resources.
///
/// Through a hole in the filter there would be nowhere to go. Each layer is taken where the kernel
/// gives it; what it refuses is said in a line.
struct Confinement {
  /// The user and group that own nothing.
  private static let nobody: UInt32 = 65534

  private let isRoot = geteuid() == 0
  private var refusals: [String] = []

  /// Leaves everything behind but memory and open descriptors, for a process with one thread.
  ///
  /// - Parameters:
  ///   - descriptors: How many descriptors there may be; numbers from there on are refused.
  ///   - isAlone: Whether the kernel has no thread to add to the process either, as KVM does.
  static func enter(descriptors: UInt32, isAlone: Bool = true) throws(SystemError) {
    var confinement = Confinement()
    confinement.leaveNamespaces()
    confinement.take("a process without capabilities", ukvm_drop_capabilities())
    confinement.take("Landlock", ukvm_landlock())
    try SystemError.check(
      ukvm_limit_resources(descriptors, isAlone ? 1 : 0), "limit the resources of the guest")
    confinement.report()
  }

  /// Root needs no user namespace to enter the others, and enters one once it is nobody; anyone else
  /// needs one first.
  private mutating func leaveNamespaces() {
    let isEntered = isRoot && ukvm_enter_namespaces(0) == 0
    var isCovered = isEntered && take("an empty root", ukvm_cover_root())
    if isRoot { becomeNobody() }
    if isEntered {
      take("a user namespace", ukvm_enter_user_namespace())
    } else if take("namespaces", ukvm_enter_namespaces(1)) {
      isCovered = take("an empty root", ukvm_cover_root())
    }
    if isCovered { take("an empty root", ukvm_enter_root()) }
  }

  private mutating func becomeNobody() {
    let outcome = ukvm_become(Self.nobody)
    // Where root is the only user that there is, it has no rights outside.
    if outcome != -EINVAL { take("another user than root", outcome) }
  }

  @discardableResult
  private mutating func take(_ layer: String, _ outcome: Int32) -> Bool {
    guard outcome < 0 else { return true }
    refusals.append(unsafe "\(layer) (\(String(cString: strerror(-outcome))))")
    return false
  }

  private func report() {
    guard !refusals.isEmpty else { return }
    Report.line(
      "merlon-ukvm: this system refuses \(refusals.joined(separator: ", ")); "
        + "what is left confines the guest")
  }
}
