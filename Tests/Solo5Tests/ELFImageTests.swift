import Solo5
import TestSupport
import Testing

/// Images as they must be, and as an attacker would make them.
@Suite struct ELFImageTests {
  @Test func `takes a correct image`() throws {
    let image = try ELFImage(bytes: TestImage().file)
    #expect(image.abi.target == 2 && image.abi.version == 2)
    #expect(image.manifest.entries.map(\.name) == ["", "service"])
    let plan = try image.loadPlan(memoryBytes: 8 << 20)
    #expect(plan.kernelEnd == 0x10_1000)
    #expect(plan.segments.map(\.protection) == [[.read, .execute]])
  }

  @Test(arguments: [
    (0, 0x7e), (4, 1), (5, 2), (16, 3), (18, 40), (20, 2), (52, 63), (54, 55), (56, 0),
  ])
  func `refuses a header that is off`(offset: Int, value: UInt8) {
    var file = TestImage().file
    file[offset] = value
    #expect(throws: ImageError.self) { try ELFImage(bytes: file) }
  }

  @Test(arguments: [0, 0xf_ffff, 8 << 20, UInt64.max])
  func `refuses an entry outside the guest`(entry: UInt64) {
    #expect(throws: ImageError.header(field: "e_entry", found: entry)) {
      try TestImage(entry: entry).load()
    }
  }

  static let hostile: [(String, TestImage.Segment)] = [
    ("below the guest", .init(address: 0xf_f000)),
    ("alignment zero", .init(alignment: 0)),
    ("alignment no power", .init(alignment: 0x1800)),
    ("alignment below a page", .init(address: 0x10_0800, alignment: 0x800)),
    ("rounds down below the guest", .init(address: 0x10_0000, alignment: 0x20_0000)),
    ("alignment enormous", .init(alignment: 1 << 63)),
    ("more in the file", .init(fileSize: 0x20, memorySize: 0x10)),
    ("past the file", .init(offset: UInt64(TestImage.size), fileSize: 1, memorySize: 1)),
    ("offset overflows", .init(offset: .max - 4)),
    ("size overflows", .init(memorySize: .max)),
    ("past memory", .init(memorySize: 8 << 20)),
    ("address overflows", .init(address: .max & ~0xfff)),
    ("write and execute", .init(flags: 3)),
    ("all of it", .init(flags: 7)),
  ]

  @Test(arguments: hostile.indices) func `refuses a hostile segment`(index: Int) {
    let (name, segment) = Self.hostile[index]
    #expect(throws: ImageError.self, "\(name)") { try TestImage(segments: [segment]).load() }
  }

  @Test func `refuses segments out of order or on one page`() {
    let first = TestImage.Segment()
    let samePage = TestImage.Segment(flags: 6, address: 0x10_0800, alignment: 0x1000)
    let later = TestImage.Segment(flags: 6, address: 0x10_1000)
    #expect(throws: ImageError.self) { try TestImage(segments: [first, samePage]).load() }
    #expect(throws: ImageError.self) { try TestImage(segments: [later, first]).load() }
    #expect(throws: Never.self) { try TestImage(segments: [first, later]).load() }
  }

  @Test func `skips a segment without bytes wholly`() throws {
    let empty = TestImage.Segment(
      flags: 7, address: 0, fileSize: 0, memorySize: .max, alignment: 0)
    #expect(try TestImage(segments: [TestImage.Segment(), empty]).load().segments.count == 1)
  }

  @Test func `refuses notes that are off`() {
    var image = TestImage()
    image.abi[0] = 5
    #expect(throws: ImageError.self) { try image.load() }
    image = TestImage()
    image.abi = Array(image.abi[..<11])
    #expect(throws: ImageError.self) { try image.load() }
    for (offset, value) in [(24, 2), (28, 0), (28, 65), (28, 3), (32, 65), (99, 1), (100, 2)] {
      image = TestImage()
      image.manifest[offset] = UInt8(value)
      #expect(throws: ImageError.self, "byte \(offset)") { try image.load() }
    }
  }

  @Test(arguments: Seeds.first(20)) func `survives whatever bytes it is given`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let correct = TestImage().file
    for _ in 0..<200 {
      var file = correct
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        // Only the part that is looked at.
        file[Int.random(in: 0..<0xb00, using: &random)] = .random(in: .min ... .max, using: &random)
      }
      file.removeLast(Int.random(in: 0...file.count, using: &random) % file.count)
      guard let image = try? ELFImage(bytes: file),
        let plan = try? image.loadPlan(memoryBytes: 8 << 20)
      else { continue }
      for segment in plan.segments {
        #expect(segment.pages.upperBound <= 8 << 20 && segment.pages.lowerBound >= 0x10_0000)
        #expect(segment.file.upperBound <= file.count)
        #expect(!segment.protection.isSuperset(of: [.write, .execute]), "seed \(seed)")
      }
    }
  }

  @Test func `refuses every truncation of the header and the notes`() {
    let file = TestImage().file
    for count in 0..<0x900 {
      #expect(throws: ImageError.self) { try ELFImage(bytes: Array(file[..<count])) }
    }
  }
}

extension TestImage {
  /// The verdict on the whole: header, notes, segments.
  fileprivate func load(memoryBytes: UInt64 = 8 << 20) throws(ImageError) -> LoadPlan {
    try ELFImage(bytes: file).loadPlan(memoryBytes: memoryBytes)
  }
}
