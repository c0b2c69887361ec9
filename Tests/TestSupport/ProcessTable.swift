import Foundation
package import Glibc

/// The processes of this machine, by what they were started with.
package enum ProcessTable {
  /// The processes, but for this one and zombies, that have an argument which holds `mark`; with
  /// their arguments.
  package static func running(with mark: String) -> [pid_t: [String]] {
    var found: [pid_t: [String]] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = pid_t(name), pid != getpid(),
        let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
      else { continue }
      // A zombie's line is empty.
      let arguments = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      if arguments.contains(where: { $0.contains(mark) }) { found[pid] = arguments }
    }
    return found
  }
}
