import Foundation
import Solo5
import Toolchains
import Vocabulary

/// The least spt guest that tells when it began: it reads the clock, writes it down, and ends.
enum EntryGuest {
  private static let codeOffset = 0x1000
  private static let headerBytes = 64
  private static let segmentBytes = 56

  /// Reads CLOCK_MONOTONIC onto the stack, writes its 16 bytes to standard output, exits with 0.
  private static let code: [UInt8] = [
    0x48, 0x83, 0xec, 0x10,  // sub $16, %rsp
    0x48, 0x89, 0xe6,  // mov %rsp, %rsi
    0xbf, 0x01, 0x00, 0x00, 0x00,  // mov $1, %edi
    0xb8, 0xe4, 0x00, 0x00, 0x00,  // mov $228, %eax: clock_gettime
    0x0f, 0x05,  // syscall
    0xba, 0x10, 0x00, 0x00, 0x00,  // mov $16, %edx
    0xb8, 0x01, 0x00, 0x00, 0x00,  // mov $1, %eax: write
    0x0f, 0x05,  // syscall
    0x31, 0xff,  // xor %edi, %edi
    0xb8, 0xe7, 0x00, 0x00, 0x00,  // mov $231, %eax: exit_group
    0x0f, 0x05,  // syscall
  ]

  /// The image, as a file.
  static var image: [UInt8] {
    let notes = [Notes.abi(.spt), Notes.manifest([])]
    var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    for field in [UInt16(2), 62] { file.append(littleEndian: field) }
    file.append(littleEndian: UInt32(1))
    for field in [LoadPlan.lowestAddress, UInt64(headerBytes), 0] {
      file.append(littleEndian: field)
    }
    file.append(littleEndian: UInt32(0))
    for field in [headerBytes, segmentBytes, notes.count + 1, 0, 0, 0] {
      file.append(littleEndian: UInt16(field))
    }
    file += segment(type: 1, flags: 5, at: codeOffset, bytes: code.count, alignment: 0x1000)
    var place = headerBytes + segmentBytes * (notes.count + 1)
    for note in notes {
      file += segment(type: 4, flags: 4, at: place, bytes: note.count, alignment: 4)
      place += note.count
    }
    file += notes.flatMap { $0 }
    return file + [UInt8](repeating: 0, count: codeOffset - file.count) + code
  }

  private static func segment(
    type: UInt32, flags: UInt32, at offset: Int, bytes: Int, alignment: UInt64
  ) -> [UInt8] {
    var header: [UInt8] = []
    header.append(littleEndian: type)
    header.append(littleEndian: flags)
    let address = type == 1 ? LoadPlan.lowestAddress : 0
    for field in [UInt64(offset), address, address, UInt64(bytes), UInt64(bytes), alignment] {
      header.append(littleEndian: field)
    }
    return header
  }

  /// Milliseconds on the monotonic clock from what the guest wrote.
  static func milliseconds(_ output: [UInt8]) -> Double? {
    guard output.count == 16 else { return nil }
    func word(_ place: Int) -> Double {
      Double((0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(output[place + $1]) })
    }
    return word(0) * 1e3 + word(8) / 1e6
  }

  /// Starts it again and again: from before the monitor's exec to the guest's first instructions, in
  /// milliseconds.
  static func entries(in fleet: BenchFleet, runs: Int) throws -> [Double] {
    let file = fleet.folder.appending(path: "entry.spt")
    let output = fleet.folder.appending(path: "entry.out")
    try Data(image).write(to: file)
    return try (0..<runs).map { _ in
      let start = Double(Stopwatch.now) / 1000
      let monitor = try Child(
        fleet.binaries.appending(path: "merlon-ukvm").path, ["--mem=8", "--", file.path],
        environment: [:], output: output.path)
      guard monitor.wait() == 0, let entry = milliseconds(Array(try Data(contentsOf: output)))
      else { throw Failure("the monitor did not run the guest; see above") }
      return entry - start
    }
  }
}
