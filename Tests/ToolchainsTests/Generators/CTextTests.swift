import TestSupport
import Testing
import Toolchains

@Suite struct CTextTests {
  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), (#"say "no""#, #""say \"no\"""#),
    (#"back\slash"#, #""back\\slash""#), ("??/", #""\?\?/""#), ("a\n1", #""a\0121""#),
    ("\u{0}9", #""\0009""#), ("é", #""\303\251""#), ("\u{7f}", #""\177""#),
    ("%d${x}`'#", "\"%d${x}`'#\""),
  ])
  func `a literal has the bytes of the text`(text: String, literal: String) {
    #expect(CText.literal(text) == literal)
  }

  @Test(arguments: Seeds.first(5))
  func `a literal reads back as the text, whatever the bytes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let scalars = (0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2ff, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      #expect(unescaped(CText.literal(text)) == Array(text.utf8))
    }
  }

  @Test(arguments: [
    (0, "0"), (80, "80"), (-1, "(-1)"), (Int.max, "9223372036854775807"),
    (Int.min, "(-9223372036854775807 - 1)"),
  ])
  func `an integer can stand anywhere`(value: Int, text: String) {
    #expect(CText.literal(value) == text)
  }

  @Test func `names become identifiers`() {
    #expect(CText.identifier("http.request-2") == "http_request_2")
    #expect(CText.macro("max-age") == "MAX_AGE")
  }

  /// What a C compiler makes of a literal; `nil` if it is not one.
  private func unescaped(_ literal: String) -> [UInt8]? {
    var rest = Array(literal.utf8)[...]
    guard rest.popFirst() == UInt8(ascii: "\""), rest.popLast() == UInt8(ascii: "\"") else {
      return nil
    }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        guard byte != UInt8(ascii: "\""), (0x20...0x7e).contains(byte) else { return nil }
        bytes.append(byte)
        continue
      }
      guard let next = rest.first else { return nil }
      if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(next) {
        guard let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(next)
        rest = rest.dropFirst()
      }
    }
    return bytes
  }
}
