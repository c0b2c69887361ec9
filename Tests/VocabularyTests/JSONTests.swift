import TestSupport
import Testing
import Vocabulary

@Suite struct JSONTests {
  @Test func `canonical text sorts by bytes and escapes little`() throws {
    let value = JSON.object(["b": .integer(1), "a": .string("\"\\\n\u{1}é"), "B": .array([.null])])
    #expect(value.canonical == #"{"B":[null],"a":"\"\\\n\u0001é","b":1}"#)
    #expect(try JSON.parse(value.canonical) == value)
    #expect(try JSON.parse(value.indented) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", #"{"a":1,"a":2}"#, "01", "-0", "1.5", "1e3", "nul", #""\x""#, #""\ud800""#,
    "\"\u{1}\"", "1 2", "99999999999999999999", #"{"a" 1}"#, "[1 2]", #""abc"#,
  ])
  func `refuses`(text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
  }

  @Test func `refuses deep nesting and bytes that are not UTF-8`() {
    let deep = String(repeating: "[", count: Limits.jsonDepthMax + 1)
    #expect(throws: JSONError.self) { try JSON.parse(deep) }
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xff, 0x22]) }
  }

  @Test func `reads surrogate pairs`() throws {
    #expect(try JSON.parse(#""\ud83d\ude00\u0041""#) == .string("😀A"))
  }

  @Test(arguments: Seeds.first(200))
  func `what is written is read back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let value = Self.value(depth: 4, using: &random)
    #expect(try JSON.parse(value.canonical) == value, "seed \(seed)")
  }

  static func value(depth: Int, using random: inout SplitMix64) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
    case 0: .null
    case 1: .boolean(Bool.random(using: &random))
    case 2: .integer(Int.random(in: .min ... .max, using: &random))
    case 3: .string(text(using: &random))
    case 4: .array((0..<3).map { _ in value(depth: depth - 1, using: &random) })
    default:
      .object(
        [
          text(using: &random): value(depth: depth - 1, using: &random),
          "k": value(depth: depth - 1, using: &random),
        ])
    }
  }

  static func text(using random: inout SplitMix64) -> String {
    let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{0}", "\u{7f}", "é", "😀", "/"]
    return String(
      String.UnicodeScalarView(
        (0..<4).map { _ in scalars[Int.random(in: 0..<scalars.count, using: &random)] })) + "z"
  }
}
