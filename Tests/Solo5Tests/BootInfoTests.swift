import Solo5
import TestSupport
import Testing

/// What the guest is told, byte by byte.
@Suite struct BootInfoTests {
  private func info(_ target: BootInfo.Target) throws -> BootInfo {
    BootInfo(
      memoryBytes: 8 << 20, kernelEnd: 0x10_1000, target: target,
      manifest: try ELFImage(bytes: TestImage().file).manifest, commandLine: "a b")
  }

  private func number(_ bytes: [UInt8], _ offset: Int, _ width: Int = 8) -> UInt64 {
    bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  @Test func `lies where each target expects it`() throws {
    let spt = try info(.spt(epoll: 4, timer: 5))
    let hvt = try info(.hvt(tscHertz: 3_000_000_000))
    #expect(spt.address == 0x1_1000 && hvt.address == 0x1_0000)
    for info in [spt, hvt] {
      #expect(number(info.encoded, 0) == 8 << 20)
      #expect(number(info.encoded, 8) == 0x10_1000)
    }
    let offsets = (spt: (16, 24), hvt: (24, 32))
    for (info, fields) in [(spt, offsets.spt), (hvt, offsets.hvt)] {
      let line = Int(number(info.encoded, fields.0) - info.address)
      #expect(info.encoded[line...].elementsEqual(Array("a b".utf8) + [0]))
      let manifest = Int(number(info.encoded, fields.1) - info.address)
      #expect(number(info.encoded, manifest, 4) == 1 && number(info.encoded, manifest + 4, 4) == 2)
      #expect(manifest + 8 + 2 * 104 == line)
    }
    #expect(number(spt.encoded, 32, 4) == 4 && number(spt.encoded, 36, 4) == 5)
    #expect(number(hvt.encoded, 16) == 3_000_000_000)
  }

  @Test func `offers an hvt guest no ring`() throws {
    #expect(try info(.hvt(tscHertz: 1)).encoded[40..<56].allSatisfy { $0 == 0 })
  }
}
