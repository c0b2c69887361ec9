import Inventory
import Testing
import Vocabulary

struct ImageContentsTests {
  @Test func `contents are read as they were written`() throws {
    let json = try JSON.parse(ImageContents.full.json.canonical)
    #expect(ImageContents(json) == .full)
  }

  @Test func `contents that lack anything are not read`() throws {
    let members = try #require(ImageContents.full.json.object)
    for key in members.keys where key != "toolchain" {
      #expect(ImageContents(.object(members.filter { $0.key != key })) == nil, "without \(key)")
    }
    var odd = members
    odd["symbols"] = .array([.object(["name": .string("f")])])
    #expect(ImageContents(.object(odd)) == nil)
    odd["symbols"] = .array([])
    odd["layoutSeed"] = .integer(-1)
    #expect(ImageContents(.object(odd)) == nil)
  }
}
