import Foundation
import Keys
import Testing

@Suite struct PasswordVerifierTests {
  @Test func `takes the right password only`() {
    let verifier = PasswordVerifier.make("wonderland", iterations: 1000)
    #expect(verifier.hasPrefix("$pbkdf2-sha256$1000$"))
    #expect(!verifier.contains("="))
    #expect(PasswordVerifier.check("wonderland", against: verifier) == true)
    #expect(PasswordVerifier.check("Wonderland", against: verifier) == false)
    #expect(PasswordVerifier.check("", against: verifier) == false)
    #expect(PasswordVerifier.make("wonderland", iterations: 1000) != verifier)
    let empty = PasswordVerifier.make("", iterations: 1)
    #expect(PasswordVerifier.check("", against: empty) == true)
  }

  /// RFC 7914 §11; the first 32 bytes of its vectors are the first block.
  @Test(arguments: [
    ("passwd", "$pbkdf2-sha256$1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"),
    ("Password", "$pbkdf2-sha256$80000$TmFDbA$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1Y"),
  ])
  func `agrees with RFC 7914`(password: String, verifier: String) {
    #expect(PasswordVerifier.check(password, against: verifier) == true)
    #expect(PasswordVerifier.check(password + "x", against: verifier) == false)
  }

  @Test(arguments: [
    "", "wonderland", "$pbkdf2-sha256$", "$pbkdf2-sha256$1$$", "$pbkdf2-sha256$0$c2FsdA$AAAA",
    "$pbkdf2-sha256$x$c2FsdA$AAAA", "$pbkdf2-sha256$+1$c2FsdA$AAAA",
    "$pbkdf2-sha256$99999999$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    "$pbkdf2-sha1$1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    "$pbkdf2-sha256$1$c2FsdA==$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
    "$pbkdf2-sha256$1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw$",
  ])
  func `refuses what is no verifier`(text: String) {
    #expect(PasswordVerifier.check("x", against: text) == nil)
  }
}
