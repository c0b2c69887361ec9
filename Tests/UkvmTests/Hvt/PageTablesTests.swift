import Testing
import Ukvm

/// Page tables, walked as the CPU does.
@Suite struct PageTablesTests {
  private func entry(_ tables: PageTables, _ address: UInt64) -> UInt64 {
    var table = PageTables.rootAddress
    for shift: UInt64 in [39, 30, 21, 12] {
      let entry = tables.tables[table]?[Int(address >> shift & 511)] ?? 0
      guard entry & 1 != 0 else { return 0 }
      let offset = address & ((1 << shift) - 1) & ~0xfff
      if shift == 12 { return entry }
      if entry & 0x80 != 0 { return entry & ~0x80 + offset }
      table = entry & 0xf_f000
    }
    return 0
  }

  @Test func `maps every page onto itself with the right rights`() {
    let text: Range<UInt64> = 0x10_0000..<0x50_1000
    let size: UInt64 = 16 << 20
    let tables = PageTables(memoryBytes: size, executable: [text])
    for page in stride(from: UInt64(0), to: size, by: 0x1000) {
      let entry = entry(tables, page)
      guard page >= 0x1_0000 else {
        #expect(entry == 0)
        continue
      }
      #expect(entry & 0xffff_f000 == page)
      #expect((entry & 2 != 0) == (page >= 0x10_0000), "boot info is read-only")
      #expect((entry >> 63 == 0) == text.contains(page), "page \(String(page, radix: 16))")
    }
    #expect(entry(tables, size) == 0)
    #expect(tables.tables.keys.allSatisfy { $0 < 0x1_0000 })
  }

  @Test func `runs out of tables on the safe side of working`() {
    let parts = (0..<40).map { index -> Range<UInt64> in
      let start = UInt64(index) << 21 | 0x10_0000
      return start..<start + 0x1000
    }
    let tables = PageTables(memoryBytes: 128 << 20, executable: parts)
    #expect(tables.tables.keys.allSatisfy { $0 < 0x1_0000 })
    for part in parts { #expect(entry(tables, part.lowerBound) >> 63 == 0) }
  }

  @Test func `covers four gibibytes`() {
    let tables = PageTables(memoryBytes: 4 << 30, executable: [])
    #expect(entry(tables, (4 << 30) - 0x1000) & 0xffff_f001 == 0xffff_f001)
  }
}
