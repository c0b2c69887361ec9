/// An ELF image built byte by byte, correct unless a test makes it otherwise.
package struct TestImage {
  /// One program header, an executable segment unless a test makes it otherwise.
  package struct Segment {
    let type: UInt32
    let flags: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64
    let memorySize: UInt64
    let alignment: UInt64

    /// Makes a program header.
    package init(
      type: UInt32 = 1, flags: UInt32 = 5, offset: UInt64 = 0x1000, address: UInt64 = 0x10_0000,
      fileSize: UInt64 = 0x10, memorySize: UInt64 = 0x10, alignment: UInt64 = 0x1000
    ) {
      self.type = type
      self.flags = flags
      self.offset = offset
      self.address = address
      self.fileSize = fileSize
      self.memorySize = memorySize
      self.alignment = alignment
    }
  }

  static let abiOffset = 0x800
  static let manifestOffset = 0x900
  /// Bytes of the file.
  package static let size = 0x4000

  /// The program headers besides those of the notes.
  package var segments: [Segment]
  /// Where the guest starts.
  package var entry: UInt64
  /// Bytes from 0x1000 on.
  package var code: [UInt8] = []
  /// The ABI note.
  package var abi: [UInt8] = TestImage.note(0x3149_4241, [2, 0, 0, 0, 2] + zeros(11))
  /// The manifest note.
  package var manifest: [UInt8] = TestImage.note(
    0x3154_464d, zeros(4) + [1, 0, 0, 0, 2, 0, 0, 0] + reserved + device("service", 2))

  /// Makes an image.
  package init(segments: [Segment] = [Segment()], entry: UInt64 = 0x10_0000) {
    self.segments = segments
    self.entry = entry
  }

  /// The first entry of every manifest.
  package static let reserved = zeros(68) + [0, 0, 0, 0x40] + zeros(32)

  /// So many bytes of nothing.
  package static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  /// An entry of a manifest.
  package static func device(_ name: String, _ type: UInt32) -> [UInt8] {
    Array(name.utf8) + zeros(68 - name.utf8.count) + bytes(type) + zeros(32)
  }

  /// A note of Solo5.
  package static func note(_ type: UInt32, _ description: [UInt8]) -> [UInt8] {
    bytes(UInt32(6)) + bytes(UInt32(description.count)) + bytes(type)
      + Array("Solo5".utf8) + zeros(3) + description
  }

  /// The note by which an image of Merlon's says `text` of itself.
  package static func seal(_ text: String) -> [UInt8] {
    bytes(UInt32(7)) + bytes(UInt32(text.utf8.count)) + bytes(UInt32(0x314e_4d4d))
      + Array("Merlon".utf8) + zeros(2) + Array(text.utf8) + zeros((4 - text.utf8.count % 4) % 4)
  }

  /// The bytes of an integer, least first.
  package static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The file.
  package var file: [UInt8] {
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
    file.replaceSubrange(0x1000..<0x1000 + code.count, with: code)
    file.replaceSubrange(Self.abiOffset..<Self.abiOffset + abi.count, with: abi)
    file.replaceSubrange(
      Self.manifestOffset..<Self.manifestOffset + manifest.count, with: manifest)
    return file
  }
}
