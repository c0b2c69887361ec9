/// One entry of an ELF program header table, as it stands in the file.
struct ProgramHeader: Equatable {
  static let size: UInt64 = 56
  static let load: UInt32 = 1
  static let note: UInt32 = 4

  let type: UInt32
  let flags: UInt32
  let offset: UInt64
  let address: UInt64
  let fileSize: UInt64
  let memorySize: UInt64
  let alignment: UInt64

  init?(_ file: [UInt8], at start: UInt64) {
    guard let type = file.integer(UInt32.self, at: start),
      let flags = file.integer(UInt32.self, at: start + 4),
      let offset = file.integer(UInt64.self, at: start + 8),
      let address = file.integer(UInt64.self, at: start + 16),
      let fileSize = file.integer(UInt64.self, at: start + 32),
      let memorySize = file.integer(UInt64.self, at: start + 40),
      let alignment = file.integer(UInt64.self, at: start + 48)
    else { return nil }
    self.type = type
    self.flags = flags
    self.offset = offset
    self.address = address
    self.fileSize = fileSize
    self.memorySize = memorySize
    self.alignment = alignment
  }
}
