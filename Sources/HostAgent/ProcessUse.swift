import Disk
import Glibc

/// What a monitor, and the network process that belongs to it, take of the machine.
struct ProcessUse: Hashable, Sendable {
  /// Resident memory.
  private(set) var memoryKiB = 0
  /// Processor time since the start.
  private(set) var cpuMilliseconds = 0

  /// Looks at a process and its children; `nil` if it is gone.
  init?(of pid: Int) {
    guard add(pid) else { return nil }
    let children = Self.text(of: "/proc/\(pid)/task/\(pid)/children") ?? ""
    for child in children.split(separator: " ").compactMap({ Int($0) }) { _ = add(child) }
  }

  private mutating func add(_ pid: Int) -> Bool {
    // The name in parentheses may itself hold some; what follows the last one is numbers.
    guard let rest = Self.text(of: "/proc/\(pid)/stat")?.split(separator: ")").last,
      let pages = Self.text(of: "/proc/\(pid)/statm")?.split(separator: " ").dropFirst().first
    else { return false }
    let fields = rest.split(separator: " ")
    guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
      return false
    }
    memoryKiB += (Int(pages) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
    cpuMilliseconds += (user + system) * 1000 / Int(sysconf(Int32(_SC_CLK_TCK)))
    return true
  }

  private static func text(of path: String) -> String? {
    guard let bytes = try? DurableFile.read(path, atMost: 1 << 16) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
