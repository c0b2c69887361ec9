import Foundation

/// Taps in a network namespace of one's own, as `unshare -rn` makes it.
package enum TapDevice {
  /// Whether this machine has them; says once why not.
  package static let isPossible: Bool = {
    guard access("/dev/net/tun", R_OK | W_OK) == 0 else {
      print("tap tests are skipped: /dev/net/tun is absent or may not be opened")
      return false
    }
    let commands = "ip tuntap add dev t0 mode tap && ip link set t0 up"
    let trial = try? Tool.run(["unshare", "-rn", "sh", "-c", commands])
    guard let trial, trial.isSuccess else {
      print("tap tests are skipped: no taps in a network namespace of one's own here")
      return false
    }
    return true
  }()
}
