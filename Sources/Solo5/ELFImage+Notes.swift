extension ELFImage {
  /// The owner of the note by which an image of Merlon's names its policy.
  package static let sealOwner = "Merlon"

  /// The image with one more note, which has a program header of its own.
  ///
  /// Note and program headers go to the end of the file, where nothing is loaded from: every byte
  /// that a monitor puts into memory stays what and where it was.
  /// - Parameter note: Header, owner, description and their padding.
  /// - Throws: `ImageError` when the table of program headers is full.
  package func adding(note: [UInt8]) throws(ImageError) -> [UInt8] {
    let table = try Self.programHeaderTable(bytes)
    let count = UInt64(table.count) / ProgramHeader.size
    guard count < 1 << 16 - 2 else { throw .header(field: "e_phnum", found: count) }
    var file = bytes
    func pad() { file += [UInt8](repeating: 0, count: (8 - file.count % 8) % 8) }
    pad()
    let place = UInt64(file.count)
    file += note
    pad()
    let start = UInt64(file.count)
    file += bytes[table]
    file.append(littleEndian: ProgramHeader.note)
    file.append(littleEndian: UInt32(4))
    for value in [place, 0, 0, UInt64(note.count), UInt64(note.count), 4] {
      file.append(littleEndian: value)
    }
    var (offset, number): ([UInt8], [UInt8]) = ([], [])
    offset.append(littleEndian: start)
    number.append(littleEndian: UInt16(count + 1))
    file.replaceSubrange(32..<40, with: offset)
    file.replaceSubrange(56..<58, with: number)
    return file
  }

  /// Whether the image has a note of this owner, in any place where one may begin.
  package func hasNote(of owner: String) -> Bool {
    let name = Array(owner.utf8) + [0]
    return programHeaders.contains { header in
      guard header.type == ProgramHeader.note,
        bytes.integer(UInt32.self, at: header.offset) == UInt32(name.count),
        let range = bytes.range(at: header.offset &+ 12, count: UInt64(name.count))
      else { return false }
      return bytes[range].elementsEqual(name)
    }
  }
}
