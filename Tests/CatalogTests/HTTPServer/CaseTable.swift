import Foundation
import TestSupport

/// A file of `Corpus`: lines `request => what is expected`, and comments.
enum CaseTable {
  /// Reads the lines.
  static func lines(of name: String) throws -> [(request: String, expected: String)] {
    try SourceTree.text(of: "Tests/CatalogTests/Corpus/\(name)").split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { line in
        let parts = line.components(separatedBy: "=> ")
        return (String(parts[0].dropLast()), parts.dropFirst().joined(separator: "=> "))
      }
  }

  /// Writes out `{text*3}`, `\xHH`, and, in a request, `~` for CR LF.
  static func expand(_ text: String, isRequest: Bool = true) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let match = rest.firstMatch(of: /\{([^{}]*)\*(\d+)\}/) {
      bytes += plain(rest[..<match.range.lowerBound], isRequest)
      let part = plain(match.output.1, isRequest)
      for _ in 0..<(Int(match.output.2) ?? 0) { bytes += part }
      rest = rest[match.range.upperBound...]
    }
    return bytes + plain(rest, isRequest)
  }

  private static func plain(_ text: Substring, _ isRequest: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "~") where isRequest: bytes += [13, 10]
      case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "x"):
        let digits = String(rest.dropFirst().prefix(2)) ?? ""
        bytes.append(UInt8(digits, radix: 16) ?? 0)
        rest = rest.dropFirst(3)
      case UInt8(ascii: "\\"): bytes.append(rest.popFirst() ?? byte)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
