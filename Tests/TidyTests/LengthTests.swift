import Testing
import TestSupport

/// Small files and small functions: one idea each (TigerStyle's ratchet).
@Suite struct LengthTests {
  static let lineMax = 400
  static let functionLineMax = 70
  static let sources =
    SourceTree.files(below: "Sources", withExtensions: ["swift", "c", "h", "S"])
    + SourceTree.files(below: "Tests", withExtensions: ["swift"])

  @Test func `no file is longer than 400 lines`() throws {
    for path in Self.sources {
      let count = try SourceTree.text(of: path).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .count
      #expect(count <= Self.lineMax, "\(path) has \(count) lines")
    }
  }

  @Test func `no function is longer than 70 lines`() throws {
    for path in Self.sources where path.hasSuffix(".swift") {
      for function in Self.functions(in: try SourceTree.text(of: path)) {
        #expect(
          function.length <= Self.functionLineMax,
          "\(path):\(function.line): \(function.length) lines")
      }
    }
  }

  /// Finds functions by their first line and the closing brace at the same indentation: enough
  /// for code that `swift format` laid out.
  static func functions(in text: String) -> [(line: Int, length: Int)] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var found: [(line: Int, length: Int)] = []
    for (index, line) in lines.enumerated() {
      let body = line.drop { $0 == " " }
      guard body.contains("func ") || body.hasPrefix("init("), !body.hasPrefix("//") else {
        continue
      }
      let closing = String(repeating: " ", count: line.count - body.count) + "}"
      guard !body.hasSuffix("}"),
        let end = lines[(index + 1)...].firstIndex(where: { $0 == closing })
      else { continue }
      found.append((index + 1, end - index + 1))
    }
    return found
  }

  @Test func `the measure sees a function`() {
    let functions = Self.functions(in: "struct A {\n  func f() {\n    g()\n  }\n}")
    #expect(functions.map(\.line) == [2])
    #expect(functions.map(\.length) == [3])
  }
}
