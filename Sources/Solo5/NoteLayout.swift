/// How one of the notes that an image has for its host is stored and found.
struct NoteLayout {
  let owner: [UInt8]
  let name: String
  let type: UInt32
  let alignment: UInt64
  let descriptionMax: UInt64

  private static let headerSize: UInt64 = 20

  /// - Parameter owner: Who defines the note: 5 or 6 letters, which with a zero byte and padding
  ///   fill 8 bytes.
  init(
    owner: String = "Solo5", name: String, type: UInt32, alignment: UInt64, descriptionMax: UInt64
  ) {
    self.owner = Array(owner.utf8) + [0]
    self.name = name
    self.type = type
    self.alignment = alignment
    self.descriptionMax = descriptionMax
  }

  /// Gives the payload if the note at the front of `segment` is this one, `nil` if it is another.
  func payload(of segment: ProgramHeader, in file: [UInt8]) throws(ImageError) -> [UInt8]? {
    guard segment.fileSize >= 12 else {
      throw .note(name: name, problem: "a PT_NOTE segment is shorter than a note's header")
    }
    guard file.range(at: segment.offset, count: segment.fileSize) != nil else {
      throw .truncated(part: "PT_NOTE segment")
    }
    guard segment.fileSize >= Self.headerSize,
      file.integer(UInt32.self, at: segment.offset) == UInt32(owner.count),
      let found = file.range(at: segment.offset + 12, count: UInt64(owner.count)),
      file[found].elementsEqual(owner),
      file.integer(UInt32.self, at: segment.offset + 8) == type
    else { return nil }
    let size = UInt64(file.integer(UInt32.self, at: segment.offset + 4) ?? 0)
    let padding = (alignment - Self.headerSize % alignment) % alignment
    guard size >= 1, size <= descriptionMax, Self.headerSize + size <= segment.fileSize,
      padding <= size,
      let range = file.range(
        at: segment.offset + Self.headerSize + padding, count: size - padding)
    else { throw .note(name: name, problem: "its size is out of bounds") }
    return Array(file[range])
  }
}
