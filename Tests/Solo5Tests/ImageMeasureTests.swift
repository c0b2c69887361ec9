import Solo5
import TestSupport
import Testing

@Suite struct ImageMeasureTests {
  private static let write: [UInt8] = [0xb8, 1, 0, 0, 0, 0x0f, 0x05]

  @Test func `reads code, devices and calls off an image`() throws {
    var image = TestImage(segments: [
      .init(), .init(flags: 4, address: 0x10_1000, fileSize: 0x1000, memorySize: 0x1000),
    ])
    image.code = Self.write
    let measure = try ImageMeasure(of: image.file)
    #expect(measure.textBytes == 0x10)
    #expect(measure.devices.map(\.description) == ["service (NET_BASIC)"])
    #expect(measure.calls == ["write"])
  }

  @Test func `data that looks like a call is none`() throws {
    var image = TestImage(segments: [
      .init(),
      .init(flags: 4, offset: 0x1000, address: 0x10_1000, fileSize: 0x40, memorySize: 0x40),
    ])
    image.code = TestImage.zeros(0x10) + Self.write
    #expect(try ImageMeasure(of: image.file).calls.isEmpty)
  }

  @Test func `refuses what no monitor would load`() {
    var image = TestImage()
    image.abi[20] = 3
    #expect(throws: ImageError.unsupported(target: 3, version: 2)) {
      try ImageMeasure(of: image.file)
    }
    #expect(throws: ImageError.self) {
      try ImageMeasure(of: TestImage(segments: [.init(offset: .max - 4)]).file)
    }
    #expect(throws: ImageError.self) { try ImageMeasure(of: []) }
  }
}
