import Foundation
import Vocabulary

/// What this machine lets the tests do; says once what it does not.
enum Machines {
  static let hasKVM: Bool = {
    let usable = access("/dev/kvm", R_OK | W_OK) == 0
    if !usable { print("hvt tests are skipped: /dev/kvm is absent or may not be opened") }
    return usable
  }()

  static let hasTap: Bool = {
    guard access("/dev/net/tun", R_OK | W_OK) == 0 else {
      print("tap tests are skipped: /dev/net/tun is absent or may not be opened")
      return false
    }
    let trial = Process()
    trial.executableURL = URL(filePath: "/bin/sh")
    trial.arguments = [
      "-c", "unshare -rn sh -c 'ip tuntap add dev t0 mode tap && ip link set t0 up' 2>/dev/null",
    ]
    guard (try? trial.run()) != nil else { return false }
    trial.waitUntilExit()
    if trial.terminationStatus != 0 {
      print("tap tests are skipped: no taps in a network namespace of one's own here")
    }
    return trial.terminationStatus == 0
  }()

  /// spt everywhere, hvt where there is KVM.
  static let targets: [Target] = hasKVM ? [.spt, .hvt] : [.spt]
}
