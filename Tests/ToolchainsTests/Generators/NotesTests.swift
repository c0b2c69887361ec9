import Policy
import Testing
import Toolchains
import Vocabulary

@Suite struct NotesTests {
  /// The reference bytes of the Solo5 ABI's description, for hvt.
  private static let hvt =
    "060000001000000041424931536f6c6f3500000001000000020000000000000000000000"

  @Test func `the ABI note has the reference bytes`() {
    #expect(Hex.encode(Notes.abi(.hvt)) == Self.hvt)
    let spt = Notes.abi(.spt)
    #expect(spt.count == 36 && spt[20] == 2)
    #expect(zip(spt, Notes.abi(.hvt)).count { $0 != $1 } == 1)
  }

  @Test func `a manifest counts its padding and its reserved entry`() {
    let note = Notes.manifest([
      BuildRecipe.Device(name: "service", kind: .net),
      BuildRecipe.Device(name: "storage", kind: .block),
    ])
    #expect(note.count == 0x158)
    #expect(note[4] == UInt8((12 + 104 * 3) & 0xff) && note[5] == 1)
    #expect(Array(note[8..<12]) == Array("MFT1".utf8))
    #expect(Array(note[20..<32]) == [0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0])
    #expect(note[32..<100].allSatisfy { $0 == 0 })
    #expect(Array(note[100..<104]) == [0, 0, 0, 0x40])
    #expect(Array(note[136..<144]) == Array("service".utf8) + [0])
    #expect(Array(note[204..<208]) == [2, 0, 0, 0])
    #expect(note[208..<240].allSatisfy { $0 == 0 })
    #expect(Array(note[240..<247]) == Array("storage".utf8))
    #expect(Array(note[308..<312]) == [1, 0, 0, 0])
  }

  @Test func `the longest device name leaves its last byte 0`() {
    let name = String(repeating: "x", count: 67)
    let note = Notes.manifest([BuildRecipe.Device(name: name, kind: .net)])
    #expect(note[136 + 66] == UInt8(ascii: "x") && note[136 + 67] == 0)
    #expect(note.count == 32 + 208)
  }

  @Test(arguments: 0..<5) func `Merlon's note is padded to words`(extra: Int) {
    let content = JSON.object(["a": .string(String(repeating: "x", count: extra))])
    let note = Notes.merlonNote(content)
    let text = Array(content.canonical.utf8)
    #expect(note.count.isMultiple(of: 4) && note.count - 20 - text.count < 4)
    #expect(
      Array(note[0..<20]) == [7, 0, 0, 0, UInt8(text.count), 0, 0, 0]
        + Array("MMN1Merlon".utf8) + [0, 0])
    #expect(Array(note[20..<(20 + text.count)]) == text)
  }

  @Test func `the assembly holds numbers only`() {
    let text = Notes.text(
      target: .spt, devices: [], merlon: .object(["x": .string("\"#if ??/ */\n")]))
    for line in text.split(separator: "\n") where line.hasPrefix(".byte") {
      #expect(line.dropFirst(5).allSatisfy { $0.isNumber || $0 == "," || $0 == " " })
    }
    #expect(!text.contains("#if"))
  }
}
