/// The Solo5 target that an image is built for: which tender can run it.
package enum Target: String, Sendable, Hashable, CaseIterable {
  /// Hardware virtualisation: KVM.
  case hvt
  /// Sandboxed process: seccomp.
  case spt
}
