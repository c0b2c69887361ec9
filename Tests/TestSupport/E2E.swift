import Foundation
import Glibc

/// What end-to-end tests need of this machine.
package enum E2E {
  /// The program beside the tests.
  package static let merlon = beside("merlon")

  /// The cache of compiled objects that the tests of a run share; gone with the run.
  package static let cache: String = {
    var template = Array("/tmp/merlon-e2e-cache-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return "/tmp/merlon-e2e-cache" }
    atexit { try? FileManager.default.removeItem(atPath: E2E.cache) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  /// Whether fleets can run here; prints why not.
  package static let isPossible: Bool = {
    if let obstacle { print("end-to-end tests: skipped: \(obstacle)") }
    return obstacle == nil
  }()

  /// What skipped tests say.
  package static let reason = obstacle ?? ""

  /// Whether instances can run on /dev/kvm; prints why not.
  package static let hasKVM: Bool = {
    let descriptor = open("/dev/kvm", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      print("end-to-end tests: no hvt instances: /dev/kvm: \(String(cString: strerror(errno)))")
      return false
    }
    close(descriptor)
    return true
  }()

  private static var obstacle: String? {
    for program in ["merlon", "merlon-ukvm"] where access(beside(program), X_OK) != 0 {
      return "there is no \(beside(program)); run swift build"
    }
    let sources =
      ProcessInfo.processInfo.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"
    for package in ["lwip", "bearssl"] where access("\(sources)/\(package)", R_OK) != 0 {
      return "the Debian source of \(package) is not in \(sources); run .ci/packages"
    }
    return nil
  }

  private static func beside(_ program: String) -> String {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appending(path: program).path
  }
}
