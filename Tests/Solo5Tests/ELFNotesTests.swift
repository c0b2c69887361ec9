import Solo5
import TestSupport
import Testing

struct ELFNotesTests {
  private let note = Array("\u{7}\0\0\0\u{4}\0\0\0\u{1}\0\0\0Merlon\0\0null".utf8)

  @Test func `a note more changes nothing that is loaded`() throws {
    let image = try ELFImage(bytes: TestImage().file)
    #expect(!image.hasNote(of: ELFImage.sealOwner))
    let sealed = try ELFImage(bytes: try image.adding(note: note))
    #expect(sealed.hasNote(of: ELFImage.sealOwner))
    #expect(!sealed.hasNote(of: "Merlo") && !sealed.hasNote(of: "Merlon1"))
    #expect(
      try sealed.loadPlan(memoryBytes: 1 << 24) == (try image.loadPlan(memoryBytes: 1 << 24)))
    #expect(sealed.abi == image.abi && sealed.manifest == image.manifest)
    #expect(sealed.entry == image.entry)
    // All but the two fields that lead to the table of program headers.
    let (before, after) = (image.bytes, Array(sealed.bytes.prefix(image.bytes.count)))
    let changed = before.indices.filter { before[$0] != after[$0] }
    #expect(changed.allSatisfy { (32..<40).contains($0) || (56..<58).contains($0) })
  }

  @Test func `notes are added one after the other`() throws {
    var image = try ELFImage(bytes: TestImage().file)
    for _ in 0..<3 { image = try ELFImage(bytes: try image.adding(note: note)) }
    #expect(try image.loadPlan(memoryBytes: 1 << 24).segments.count == 1)
  }
}
