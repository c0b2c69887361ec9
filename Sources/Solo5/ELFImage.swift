/// A unikernel image: an ELF file whose header and Solo5 notes are in order.
package struct ELFImage: Sendable {
  /// The largest file that is read.
  package static let bytesMax = 256 << 20

  /// The whole file.
  package let bytes: [UInt8]
  /// Where the guest starts.
  package let entry: UInt64
  /// What it was linked for.
  package let abi: ABINote
  /// The devices that it declares.
  package let manifest: Manifest
  let programHeaders: [ProgramHeader]

  /// Checks header and notes.
  ///
  /// Segments are checked by ``loadPlan(memoryBytes:)``.
  package init(bytes: [UInt8]) throws(ImageError) {
    self.bytes = bytes
    entry = try Self.checkHeader(bytes)
    programHeaders = try Self.programHeaders(bytes)
    abi = try ABINote(payload: Self.payload(ABINote.layout, programHeaders, bytes))
    manifest = try Manifest(payload: Self.payload(Manifest.layout, programHeaders, bytes))
  }

  /// Says where each segment goes in a guest of `memoryBytes`.
  package func loadPlan(memoryBytes: UInt64) throws(ImageError) -> LoadPlan {
    guard entry >= LoadPlan.lowestAddress, entry < memoryBytes else {
      throw .header(field: "e_entry", found: entry)
    }
    return try LoadPlan(programHeaders, of: bytes, memoryBytes: memoryBytes)
  }

  /// What Merlon's toolchain says of the image, as JSON text; `nil` for images of other toolchains.
  package func merlonNote() throws(ImageError) -> [UInt8]? {
    for header in programHeaders where header.type == ProgramHeader.note {
      if let payload = try Self.merlonLayout.payload(of: header, in: bytes) { return payload }
    }
    return nil
  }

  private static let merlonLayout = NoteLayout(
    owner: sealOwner, name: sealOwner, type: 0x314e_4d4d, alignment: 4, descriptionMax: 1 << 20)

  private static func checkHeader(_ file: [UInt8]) throws(ImageError) -> UInt64 {
    guard file.count >= 64 else { throw .truncated(part: "ELF header") }
    func field(_ offset: Int, _ width: Int) -> UInt64 {
      (0..<width).reversed().reduce(0) { $0 << 8 | UInt64(file[offset + $1]) }
    }
    let required: [(name: String, offset: Int, width: Int, value: UInt64)] = [
      ("the magic number", 0, 4, 0x464c_457f), ("EI_CLASS", 4, 1, 2), ("EI_DATA", 5, 1, 1),
      ("e_type", 16, 2, 2), ("e_machine", 18, 2, 62), ("e_version", 20, 4, 1),
      ("e_ehsize", 52, 2, 64), ("e_phentsize", 54, 2, ProgramHeader.size),
    ]
    for check in required {
      let found = field(check.offset, check.width)
      guard found == check.value else { throw .header(field: check.name, found: found) }
    }
    guard field(56, 2) >= 1 else { throw .header(field: "e_phnum", found: 0) }
    return field(24, 8)
  }

  private static func programHeaders(_ file: [UInt8]) throws(ImageError) -> [ProgramHeader] {
    let table = try programHeaderTable(file)
    return stride(from: table.lowerBound, to: table.upperBound, by: Int(ProgramHeader.size))
      .compactMap { ProgramHeader(file, at: UInt64($0)) }
  }

  /// Where the program headers are.
  static func programHeaderTable(_ file: [UInt8]) throws(ImageError) -> Range<Int> {
    guard let start = file.integer(UInt64.self, at: 32),
      let count = file.integer(UInt16.self, at: 56),
      let table = file.range(at: start, count: UInt64(count) * ProgramHeader.size)
    else { throw .truncated(part: "program header table") }
    return table
  }

  private static func payload(
    _ layout: NoteLayout, _ headers: [ProgramHeader], _ file: [UInt8]
  ) throws(ImageError) -> [UInt8] {
    for header in headers where header.type == ProgramHeader.note {
      if let payload = try layout.payload(of: header, in: file) { return payload }
    }
    throw .note(name: layout.name, problem: "absent; is this a Solo5 unikernel?")
  }
}
