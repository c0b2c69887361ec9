import Foundation
import Glibc

/// A process and what it started, as the kernel tells it.
enum ProcessTree {
  /// The process itself and all below it.
  static func all(below process: Int32) throws -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    let children = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: " ").compactMap { Int32($0) }
    return try [process] + children.flatMap(all)
  }

  /// Seconds of processor time that they have taken together.
  static func seconds(below process: Int32) throws -> Double {
    try all(below: process).reduce(0) { try $0 + ownSeconds(of: $1) }
  }

  /// Seconds of processor time that one process has taken.
  static func ownSeconds(of process: Int32) throws -> Double {
    let line = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
    let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ")
    guard fields.count > 12, let user = Int(fields[12]), let system = Int(fields[13]) else {
      throw Failure("the system does not tell the time of process \(process)")
    }
    return Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
