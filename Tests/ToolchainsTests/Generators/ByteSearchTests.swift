import Testing
import Toolchains

/// Exhaustive: all texts of two letters up to a length, in all such files.
@Suite struct ByteSearchTests {
  private static func words(upTo length: Int) -> [[UInt8]] {
    (0...length).flatMap { length in
      (0..<1 << length).map { bits in
        (0..<length).map { UInt8(ascii: "a") + UInt8(bits >> $0 & 1) }
      }
    }
  }

  @Test func `finds a text where it stands, and only there`() {
    for text in Self.words(upTo: 4) where !text.isEmpty {
      let search = ByteSearch(String(decoding: text, as: UTF8.self))
      for file in Self.words(upTo: 8) {
        let places = file.indices.filter { file[$0...].starts(with: text) }
        #expect(search.isFound(in: file) == !places.isEmpty, "\(text) in \(file)")
      }
    }
  }

  @Test func `finds texts among bytes that are no text`() {
    let search = ByteSearch("options.h")
    let name = Array("options.h".utf8)
    #expect(search.isFound(in: [0xff, 0x00] + name + [0xff]))
    #expect(!search.isFound(in: name.dropLast() + [0xe8]))
  }
}
