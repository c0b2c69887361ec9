import TestSupport
import Testing
import Vocabulary

@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `agrees with RFC 4648`(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test(arguments: ["Zg", "Zg=", "Z===", "Zh==", "Zm9=", "Zm9v\n", "Zm-v", "=Zm9", "====", "é==="])
  func `refuses a second text for the same bytes`(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
