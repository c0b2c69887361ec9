import Foundation

/// Resident memory of a process and its children, in MiB.
enum Memory {
  /// The proportional share (PSS): pages that several processes share are counted once in all.
  static func mebibytes(of process: Int32) throws -> Double {
    try ProcessTree.all(below: process).reduce(0) { try $0 + share(of: $1) }
  }

  /// That of the process alone.
  static func own(of process: Int32) throws -> Double { try share(of: process) }

  private static func share(of process: Int32) throws -> Double {
    let text = try String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") }
    guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { throw Failure("the system does not tell the memory of process \(process)") }
    return kibibytes / 1024
  }
}
