import Testing
import Vocabulary

@Suite struct DigestTests {
  @Test func `reads the form that it writes`() {
    let digest = Digest(bytes: (0..<32).map { UInt8($0) })
    #expect(Digest(digest.description) == digest)
    #expect(digest.short == "000102030405")
  }

  @Test(arguments: ["", "sha256:", "sha512:" + String(repeating: "0", count: 64), "sha256:0G"])
  func `refuses`(text: String) {
    #expect(Digest(text) == nil)
  }

  @Test func `hexadecimal is lower case and even`() {
    #expect(Hex.decode("00ff") == [0, 255])
    #expect(Hex.decode("0") == nil)
    #expect(Hex.decode("FF") == nil)
    #expect(CommitID(hex: String(repeating: "a", count: 40))?.short == "aaaaaaaaaaaa")
    #expect(CommitID(hex: String(repeating: "a", count: 39)) == nil)
  }
}
