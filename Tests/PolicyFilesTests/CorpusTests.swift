import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// The corpus is read as it says.
@Suite struct CorpusTests {
  @Test(arguments: CorpusDocument.good)
  func `good documents are accepted`(_ document: CorpusDocument) throws {
    try document.read()
  }

  @Test(arguments: CorpusDocument.bad)
  func `bad documents are refused with everything that is wrong`(
    _ document: CorpusDocument
  ) throws {
    let rejection = try #require(throws: Rejection.self) { try document.read() }
    let all = rejection.diagnostics
    let expected = document.expectations.sorted {
      ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message)
    }
    #expect(all.map(\.location.line) == expected.map(\.line), "\(all)")
    for (diagnostic, expectation) in zip(all, expected) {
      #expect(diagnostic.location.column == expectation.column, "\(diagnostic)")
      #expect(diagnostic.message.contains(expectation.message), "\(diagnostic)")
    }
  }

  @Test func `the corpus is there`() {
    #expect(CorpusDocument.good.count >= 13)
    #expect(CorpusDocument.bad.count >= 50)
    #expect(CorpusDocument.bad.allSatisfy { !$0.expectations.isEmpty })
  }
}
