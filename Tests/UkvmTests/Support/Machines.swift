import Foundation
import TestSupport
import Vocabulary

/// What this machine lets the tests do; says once what it does not.
enum Machines {
  static let hasKVM: Bool = {
    let usable = access("/dev/kvm", R_OK | W_OK) == 0
    if !usable { print("hvt tests are skipped: /dev/kvm is absent or may not be opened") }
    return usable
  }()

  /// Whether this machine lets a process leave everything behind.
  static let confines: Bool = {
    let words = "unshare \(geteuid() == 0 ? "" : "-U") -n -m -i -u true"
    let usable = (try? TestSupport.Scratch().shell(words)) != nil
    if !usable { print("confinement tests are skipped: namespaces cannot be made here") }
    return usable
  }()

  static let hasTap = TapDevice.isPossible

  /// spt everywhere, hvt where there is KVM.
  static let targets: [Target] = hasKVM ? [.spt, .hvt] : [.spt]
}
