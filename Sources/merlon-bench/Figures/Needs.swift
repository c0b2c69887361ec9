import Foundation
import Glibc

/// What the measurements need of this machine.
enum Needs {
  private static let always = [
    ("wrk", "wrk"), ("ip", "iproute2"), ("unshare", "util-linux"), ("setpriv", "util-linux"),
    ("taskset", "util-linux"), ("openssl", "openssl"), ("gnuplot", "gnuplot-nox"), ("git", "git"),
    ("merlon", "merlon: swift build -c release"), ("merlon-ukvm", "merlon: swift build -c release"),
  ]
  private static let peers = [
    ("nginx", "nginx"), ("apache2", "apache2-bin"), ("crun", "crun"),
  ]

  /// What is missing, each with what to do about it; nothing when all can be measured.
  static func missing(peers wanted: Bool) -> [String] {
    var found: [String] = []
    if geteuid() != 0 { found.append("not root: namespaces and taps need it; use sudo") }
    let absent = (always + (wanted ? peers : [])).filter { Tool.path(of: $0.0) == nil }
    if !absent.isEmpty {
      let packages = Set(absent.map(\.1)).sorted().joined(separator: " ")
      found.append("not installed: \(packages); run .ci/packages --bench")
    }
    if ProcessInfo.processInfo.activeProcessorCount < 2 {
      found.append("one processor: server and client need one each")
    }
    return found
  }

  /// Whether instances can be reached through a tap.
  static let hasTap = access("/dev/net/tun", R_OK | W_OK) == 0

  /// Why a virtual machine is not among the peers.
  static func virtualMachineObstacle() -> String {
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return flags.contains(" vmx") || flags.contains(" svm")
      ? "no guest system that Debian packages could be booted without building one"
      : "no VMX or SVM here, so QEMU could only emulate, about a thousand times slower"
  }
}
