import TestSupport
import Testing
import Vocabulary

@testable import Commands

@Suite struct FixedTextTests {
  private func fix(
    _ line: Int, _ column: Int, _ old: String, _ new: String
  ) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: "a.yaml", line: line, column: column), "wrong",
      fix: .init(replace: old, with: new))
  }

  private func fixed(_ text: String, _ fixes: Diagnostic...) -> String {
    String(decoding: FixedText(Array(text.utf8), fixes).bytes, as: UTF8.self)
  }

  @Test func `fixes are made at their places, last first`() {
    #expect(
      fixed("one two\nthree two\n", fix(1, 5, "two", "2"), fix(2, 7, "two", "deux"))
        == "one 2\nthree deux\n")
    #expect(
      fixed("a b c", fix(1, 1, "a", "aaa"), fix(1, 3, "b", ""), fix(1, 5, "c", "x")) == "aaa  x")
    #expect(fixed("ab", fix(1, 3, "", "c")) == "abc")
  }

  @Test func `nothing is changed where something else stands`() {
    let text = "one two\n"
    for wrong in [
      fix(1, 4, "two", "2"), fix(2, 1, "two", "2"), fix(3, 1, "one", "1"), fix(0, 0, "six", "6"),
      fix(1, 0, "one", "1"), fix(1, 99, "", "1"), fix(1, 5, "two\n\n", "2"), fix(1, 1, "", ""),
    ] {
      let result = FixedText(Array(text.utf8), [wrong])
      #expect(result.bytes == Array(text.utf8) && result.mended.isEmpty, "\(wrong)")
    }
    let unfixable = Diagnostic(at: SourceLocation(file: "a.yaml", line: 1, column: 1), "wrong")
    #expect(FixedText(Array(text.utf8), [unfixable]).mended.isEmpty)
  }

  @Test func `a fix of the whole file is made everywhere, after the others`() {
    let text = "\u{feff}one\r\ntwo\r\n"
    #expect(fixed(text, fix(0, 0, "\r\n", "\n"), fix(2, 1, "two", "2")) == "\u{feff}one\n2\n")
    #expect(fixed(text, fix(0, 0, "\u{feff}", ""), fix(0, 0, "\r\n", "\n")) == "one\ntwo\n")
    #expect(fixed(text, fix(0, 0, "", "x")) == text)
  }

  @Test func `of fixes that overlap the later one is made`() {
    let result = FixedText(Array("abcdef".utf8), [fix(1, 1, "abc", "X"), fix(1, 3, "cd", "Y")])
    #expect(String(decoding: result.bytes, as: UTF8.self) == "abYef")
    #expect(result.mended.map(\.location.column) == [3])
    let twins = FixedText(Array("abc".utf8), [fix(1, 1, "abc", "X"), fix(1, 1, "a", "Y")])
    #expect(twins.mended.count == 1)
  }

  @Test func `columns count characters after a byte order mark, lines end as in YAML`() {
    #expect(
      fixed("\u{feff}käse: 🧀x\r\ny: z", fix(1, 8, "x", "!"), fix(2, 4, "z", "ä"))
        == "\u{feff}käse: 🧀!\r\ny: ä")
    #expect(
      fixed("a\rb\u{85}c\u{2028}d\u{2029}e", fix(5, 1, "e", "E"), fix(3, 1, "c", "C"))
        == "a\rb\u{85}C\u{2028}d\u{2029}E")
  }

  @Test(arguments: Seeds.first(300))
  func `any character can be replaced, and nothing else changes`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let alphabet = ["a", "ß", "漢", "😀", "\n", "\r\n", "\u{2028}", " ", "e\u{301}"]
    let tokens = (0..<40).map { _ in
      alphabet[Int.random(in: alphabet.indices, using: &generator)]
    }
    let chosen = Int.random(in: tokens.indices, using: &generator)
    var (line, column) = (1, 1)
    for token in tokens[..<chosen] {
      if ["\n", "\r\n", "\u{2028}"].contains(token) {
        (line, column) = (line + 1, 1)
      } else {
        column += token.unicodeScalars.count
      }
    }
    let old = tokens[chosen]
    guard !["\n", "\r\n", "\u{2028}"].contains(old) else { return }
    let expected = (tokens[..<chosen] + ["NEW"] + tokens[(chosen + 1)...]).joined()
    let result = FixedText(Array(tokens.joined().utf8), [fix(line, column, old, "NEW")])
    #expect(result.bytes == Array(expected.utf8), "seed \(seed)")
  }

  @Test(arguments: Seeds.first(200))
  func `broken bytes and wild places do no harm`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let bytes = (0..<60).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let fixes = (0..<20).map { _ in
      fix(
        Int.random(in: -2...8, using: &generator), Int.random(in: -2...70, using: &generator),
        String(decoding: bytes.prefix(Int.random(in: 0...2, using: &generator)), as: UTF8.self), "x"
      )
    }
    let result = FixedText(bytes, fixes)
    #expect(result.mended.isEmpty ? result.bytes == bytes : result.mended.count <= fixes.count)
  }
}
