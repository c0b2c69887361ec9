import Ukvm

/// An ELF image built byte by byte, correct unless a test makes it otherwise.
struct TestImage {
  struct Segment {
    var type: UInt32 = 1
    var flags: UInt32 = 5
    var offset: UInt64 = 0x1000
    var address: UInt64 = 0x10_0000
    var fileSize: UInt64 = 0x10
    var memorySize: UInt64 = 0x10
    var alignment: UInt64 = 0x1000
  }

  static let abiOffset = 0x800
  static let manifestOffset = 0x900
  static let size = 0x4000

  var segments = [Segment()]
  var entry: UInt64 = 0x10_0000
  var abi: [UInt8] = TestImage.note(0x3149_4241, [2, 0, 0, 0, 2] + zeros(11))
  var manifest: [UInt8] = TestImage.note(
    0x3154_464d, zeros(4) + [1, 0, 0, 0, 2, 0, 0, 0] + reserved + device("service", 2))

  static let reserved = zeros(68) + [0, 0, 0, 0x40] + zeros(32)

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  static func device(_ name: String, _ type: UInt32) -> [UInt8] {
    Array(name.utf8) + zeros(68 - name.utf8.count) + bytes(type) + zeros(32)
  }

  static func note(_ type: UInt32, _ description: [UInt8]) -> [UInt8] {
    bytes(UInt32(6)) + bytes(UInt32(description.count)) + bytes(type)
      + Array("Solo5".utf8) + zeros(3) + description
  }

  static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The file.
  var file: [UInt8] {
    func note(_ offset: Int, _ content: [UInt8]) -> Segment {
      Segment(
        type: 4, flags: 4, offset: UInt64(offset), address: 0, fileSize: UInt64(content.count),
        memorySize: UInt64(content.count), alignment: 4)
    }
    let headers = segments + [note(Self.abiOffset, abi), note(Self.manifestOffset, manifest)]
    var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + Self.zeros(9)
    file += Self.bytes(UInt16(2)) + Self.bytes(UInt16(62)) + Self.bytes(UInt32(1))
    file += Self.bytes(entry) + Self.bytes(UInt64(64)) + Self.bytes(UInt64(0)) + Self.zeros(4)
    file += Self.bytes(UInt16(64)) + Self.bytes(UInt16(56)) + Self.bytes(UInt16(headers.count))
    file += Self.zeros(6)
    for header in headers {
      file += Self.bytes(header.type) + Self.bytes(header.flags) + Self.bytes(header.offset)
      file += Self.bytes(header.address) + Self.bytes(header.address)
      file += Self.bytes(header.fileSize) + Self.bytes(header.memorySize)
      file += Self.bytes(header.alignment)
    }
    file += Self.zeros(Self.size - file.count)
    file.replaceSubrange(Self.abiOffset..<Self.abiOffset + abi.count, with: abi)
    file.replaceSubrange(
      Self.manifestOffset..<Self.manifestOffset + manifest.count, with: manifest)
    return file
  }

  /// The verdict on the whole: header, notes, segments.
  func load(memoryBytes: UInt64 = 8 << 20) throws(ImageError) -> LoadPlan {
    try ELFImage(bytes: file).loadPlan(memoryBytes: memoryBytes)
  }
}
