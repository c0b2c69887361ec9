import Testing
import Vocabulary

@Suite struct NameTests {
  @Test(arguments: ["a", "web", "basic-auth", "9", String(repeating: "a", count: 63)])
  func `accepts`(text: String) {
    #expect(ModuleName(text)?.text == text)
  }

  @Test(arguments: [
    "", "-a", "a-", "A", "a_b", "a.b", "é", "a b", "../a", String(repeating: "a", count: 64),
  ])
  func `refuses`(text: String) {
    #expect(ModuleName(text) == nil)
  }
}
