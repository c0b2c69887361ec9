import HostAgent
import TestSupport
import Testing

/// What probes ask with, from the host's folder.
@Suite struct ProbeSecretTests {
  private static func read(
    _ files: [String: String], _ principal: String = "alice"
  ) throws -> Result<ProbeSecret, HostAgentError> {
    let scratch = try Scratch()
    for (name, text) in files { try scratch.write(text, to: name) }
    return withExtendedLifetime(scratch) { ProbeSecret.read(of: principal, in: scratch.path) }
  }

  @Test(arguments: [
    (["alice": "open sesame\nmore\n"], "Basic YWxpY2U6b3BlbiBzZXNhbWU="),
    (["alice.token": "eyJh.e-_0.c2ln\n"], "Bearer eyJh.e-_0.c2ln"),
    (["alice.token": "abc+/==\r\n", "bob": "x"], "Bearer abc+/=="),
  ])
  func `a password or token becomes the field of a request`(
    files: [String: String], field: String
  ) throws {
    let secret = try Self.read(files).get()
    #expect(secret.credentials?.field == field)
    #expect(secret.identity == nil)
  }

  @Test(arguments: ["", "a b", "a\tb", "a:b", "ä", "\u{0}"])
  func `what could end a field is no token`(text: String) throws {
    let error = #expect(throws: HostAgentError.self) {
      try Self.read(["alice.token": text + "\n"]).get()
    }
    #expect(error?.detail.contains("alice.token is not a token") == true)
  }

  @Test func `a password and a token are one too many`() throws {
    let error = #expect(throws: HostAgentError.self) {
      try Self.read(["alice": "x", "alice.token": "y"]).get()
    }
    #expect(error?.detail.contains("remove one") == true)
  }

  @Test(arguments: ["alice", "../alice", ""])
  func `who has nothing there cannot be asked as`(principal: String) throws {
    #expect(throws: HostAgentError.self) { try Self.read(["bob": "x"], principal).get() }
    #expect(throws: HostAgentError.self) { try ProbeSecret.read(of: principal, in: nil).get() }
  }
}
