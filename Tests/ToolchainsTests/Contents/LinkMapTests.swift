import Testing

@testable import Toolchains

struct LinkMapTests {
  @Test func `sections, pieces and symbols are told apart by their columns`() {
    let map = LinkMap(
      """
                   VMA              LMA     Size Align Out     In      Symbol
                100000           100000        0     1 . = 0x100000
                100000           100000       30    16 .text
                100000           100000       20    16         objects/a b.c.o:(.text.f)
                100000           100000        0     1                 label
                100000           100000       1c     1                 f
                100020           100020       10     1         <internal>:(.rodata.str1.1)
                100030           100030        0     1         objects/empty.o:(.text)
      not a line of a map
      """)
    #expect(
      map.pieces == [
        LinkMap.Piece(section: ".text", object: "objects/a b.c.o", byteCount: 0x20),
        LinkMap.Piece(section: ".text", object: "<internal>", byteCount: 0x10),
      ])
    #expect(
      map.symbols == [
        LinkMap.Symbol(name: "f", object: "objects/a b.c.o", address: 0x10_0000, byteCount: 0x1c)
      ])
  }
}
