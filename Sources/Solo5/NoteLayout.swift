/// How one of the two Solo5 notes is stored and found.
struct NoteLayout {
  let name: String
  let type: UInt32
  let alignment: UInt64
  let descriptionMax: UInt64

  private static let owner: [UInt8] = Array("Solo5".utf8) + [0]
  private static let headerSize: UInt64 = 20

  /// Gives the payload if the note at the front of `segment` is this one, `nil` if it is another.
  func payload(of segment: ProgramHeader, in file: [UInt8]) throws(ImageError) -> [UInt8]? {
    guard segment.fileSize >= 12 else {
      throw .note(name: name, problem: "a PT_NOTE segment is shorter than a note's header")
    }
    guard file.range(at: segment.offset, count: segment.fileSize) != nil else {
      throw .truncated(part: "PT_NOTE segment")
    }
    guard segment.fileSize >= Self.headerSize,
      file.integer(UInt32.self, at: segment.offset) == UInt32(Self.owner.count),
      let owner = file.range(at: segment.offset + 12, count: UInt64(Self.owner.count)),
      file[owner].elementsEqual(Self.owner),
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
