import Attestation
import Keys
import Testing
import TestSupport
import Vocabulary

@Suite struct EnvelopeTests {
  static let statement = Statement(
    subjects: [ResourceDescriptor(name: "web", digest: ["sha256": "ab"])],
    predicateType: "https://example.com/p", predicate: ["a": .integer(1), "ü": .string("\n\"")])

  /// The example of the DSSE specification, with in-toto's payload type.
  @Test func `signs what DSSE says`() {
    #expect(
      String(decoding: Envelope.signedBytes(of: Array("hello world".utf8)), as: UTF8.self)
        == "DSSEv1 28 application/vnd.in-toto+json 11 hello world")
  }

  @Test func `is one line and comes back as it was`() throws {
    let envelope = try SigningKey().envelope(of: Self.statement)
    #expect(!envelope.line.contains("\n"))
    #expect(try JSON.parse(envelope.line).canonical == envelope.line)
    #expect(try Envelope(parsing: envelope.line) == envelope)
    #expect(try Envelope(parsing: envelope.line).statement() == Self.statement)
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"payloadType":"text/plain","payload":"","signatures":[{"sig":""}]}"#,
    #"{"payloadType":"application/vnd.in-toto+json","payload":"?","signatures":[{"sig":""}]}"#,
    #"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[]}"#,
    #"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[{"keyid":"x"}]}"#,
    #"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":{}}"#,
    #"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[{"sig":"a"}]}"#,
  ])
  func `refuses what is no envelope`(text: String) {
    #expect(throws: AttestationError.self) { try Envelope(parsing: text) }
  }

  @Test func `refuses every truncation`() throws {
    let line = try SigningKey().envelope(of: Self.statement).line
    for count in 0..<line.count {
      #expect(throws: AttestationError.self) { try Envelope(parsing: line.prefix(count)) }
    }
  }

  @Test(arguments: Seeds.first(4))
  func `survives flipped bytes`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let key = SigningKey()
    let line = Array(try key.envelope(of: Self.statement).line.utf8)
    for _ in 0..<200 {
      var bytes = line
      let index = Int.random(in: 0..<bytes.count, using: &random)
      bytes[index] ^= UInt8.random(in: 1...255, using: &random)
      guard let text = String(validating: bytes, as: UTF8.self),
        let envelope = try? Envelope(parsing: text)
      else { continue }
      // What still reads either says the same or does not verify.
      let isSame = (try? envelope.statement()) == Self.statement
      let isValid = key.publicKey.isValid(
        signature: envelope.signatures[0].bytes, for: envelope.signedBytes)
      #expect(isSame || !isValid)
    }
  }
}
