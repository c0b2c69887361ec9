import Testing
import TestSupport

/// Every `package` or `public` declaration says what it is for.
@Suite struct DocumentationTests {
  @Test func `every package declaration has a documentation comment`() throws {
    for path in SourceTree.files(below: "Sources", withExtensions: ["swift"])
    where !path.contains("/Guest/") && !path.contains("/Modules/") {
      for line in Self.undocumented(in: try SourceTree.text(of: path)) {
        Issue.record("\(path):\(line): undocumented declaration")
      }
    }
  }

  /// The lines of declarations with no `///` above them (attributes may stand between).
  static func undocumented(in text: String) -> [Int] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop(while: { $0 == " " }) }
    return lines.indices.filter { index in
      let line = lines[index]
      guard line.hasPrefix("package ") || line.hasPrefix("public "), !line.contains(" import "),
        !line.hasPrefix("package import"), !line.hasPrefix("public import"),
        !line.hasPrefix("package extension")
      else { return false }
      let above = lines[..<index].last { !$0.hasPrefix("@") }
      return above?.hasPrefix("///") != true
    }.map { $0 + 1 }
  }

  @Test func `the check sees what is missing`() {
    #expect(
      Self.undocumented(in: "/// Says.\n@safe\npackage struct A {}\n\npackage let b = 1") == [5])
  }
}
