/// How much executable code an ELF file holds.
enum ELFText {
  /// Adds up the executable segments of a 64-bit little-endian file; `nil` when it is not one.
  static func bytes(in image: [UInt8]) -> Int? {
    guard image.count >= 64, image.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
    let table = word(image, at: 32, count: 8)
    let entries = word(image, at: 56, count: 2)
    var total = 0
    for index in 0..<entries {
      let header = table + 56 * index
      guard header >= 0, header + 56 <= image.count else { return nil }
      let isLoaded = word(image, at: header, count: 4) == 1
      let isExecutable = word(image, at: header + 4, count: 4) & 1 == 1
      if isLoaded && isExecutable { total += word(image, at: header + 32, count: 8) }
    }
    return total
  }

  private static func word(_ bytes: [UInt8], at offset: Int, count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
}
