import Attestation
import Testing
import TestSupport
import Vocabulary

@Suite struct StatementTests {
  static let commit = CommitID(bytes: Array(repeating: 0xab, count: 20))
  static let digest = Digest(bytes: Array(repeating: 0xcd, count: 32))
  static let now = Instant(milliseconds: 1_790_000_000_123)

  /// Reads what a statement writes.
  func read(_ statement: Statement) throws -> Statement {
    try Statement(parsing: try JSON.parse(statement.json.canonical))
  }

  @Test func `is an in-toto statement`() throws {
    let statement = Statement(
      subjects: [.commit(Self.commit, repository: "https://example.com/r")],
      predicateType: "https://example.com/p", predicate: [:])
    #expect(
      statement.json.canonical == #"{"_type":"https://in-toto.io/Statement/v1","predicate":{},"#
        + #""predicateType":"https://example.com/p","subject":[{"digest":{"gitCommit":""#
        + Self.commit.hex + #""},"uri":"https://example.com/r"}]}"#)
    #expect(try read(statement) == statement)
    #expect(statement.adding("a", .null).predicate == ["a": .null])
  }

  @Test(arguments: [
    "null", "{}", #"{"_type":"https://in-toto.io/Statement/v0.1"}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"","subject":[]}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[]}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[{}]}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[{"digest":{"a":1}}]}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[{"digest":{"a":"b"},"name":1}]}"#,
    #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[{"digest":{"a":"b"}}],"predicate":1}"#,
  ])
  func `refuses what is no statement`(text: String) throws {
    let json = try JSON.parse(text)
    #expect(throws: AttestationError.self) { try Statement(parsing: json) }
  }

  @Test func `a build comes back as it was`() throws {
    let build = BuildProvenance(
      image: "web", imageDigest: Self.digest, imageKey: Self.digest,
      target: .spt, commit: Self.commit, repository: "file:///policy",
      builder: "https://merlon.dev/builder", toolchain: "Swift 6.3",
      parameters: .object(["modules": .array([])]),
      dependencies: [ResourceDescriptor(name: "lwip", digest: ["gitTree": "00"])],
      startedOn: Self.now, finishedOn: Self.now)
    #expect(BuildProvenance(try read(build.statement)) == build)
    #expect(VerificationSummary(build.statement) == nil)
    #expect(TestResult(build.statement) == nil)
    #expect(DeploymentEvent(build.statement) == nil)
  }

  @Test func `a verdict comes back as it was, failures too`() throws {
    for verdict in [VerificationSummary.Verdict.passed, .failed] {
      let summary = VerificationSummary(
        subject: .commit(Self.commit), verifier: "https://merlon.dev/controller", time: Self.now,
        resource: "file:///policy", policy: .commit(Self.commit), verdict: verdict,
        reason: "refused, because …",
        diagnostics: [
          Diagnostic(at: SourceLocation(file: "a.yaml", line: 3, column: 4), "bad", hint: "mend"),
          Diagnostic(.warning, at: SourceLocation(file: "b"), "odd"),
        ],
        images: ["web"], supersededBy: verdict == .passed ? Self.commit : nil)
      #expect(VerificationSummary(try read(summary.statement)) == summary)
      #expect(BuildProvenance(summary.statement) == nil)
    }
  }

  @Test func `a test result comes back as it was`() throws {
    for details in [nil, JSON.object(["answer": .integer(403)])] {
      let result = TestResult(
        subject: .image("web", Self.digest), verdict: .warned,
        configuration: [.commit(Self.commit)], passed: ["a"], warned: ["b"], failed: ["c"],
        details: details)
      #expect(TestResult(try read(result.statement)) == result)
    }
  }

  @Test(arguments: DeploymentEvent.Kind.allCases)
  func `an event comes back as it was`(kind: DeploymentEvent.Kind) throws {
    for details in [nil, JSON.array([.boolean(true)])] {
      let event = DeploymentEvent(
        kind: kind, image: "web", imageDigest: Self.digest,
        host: "edge", instance: "web-1", revision: Self.commit,
        time: Self.now, detail: "why", details: details)
      #expect(DeploymentEvent(try read(event.statement)) == event)
    }
  }

  @Test(arguments: FleetEvent.Kind.allCases)
  func `a fleet's event comes back as it was`(kind: FleetEvent.Kind) throws {
    for details in [nil, JSON.object(["from": .string(Self.commit.hex)])] {
      let event = FleetEvent(
        kind: kind, revision: Self.commit, time: Self.now, actor: "ann@example.com",
        detail: "why", details: details)
      let statement = try read(event.statement)
      #expect(FleetEvent(statement) == event)
      #expect(DeploymentEvent(statement) == nil)
      #expect(Claim(statement) == .fleet(event))
      #expect(Claim(statement).revision(of: statement) == Self.commit)
    }
  }

  @Test func `a change of keys says who may sign and who may not any more`() throws {
    let keys = (0..<3).map { SSHPublicKey(bytes: Array(repeating: UInt8($0), count: 32)) }
    func signers(_ numbers: Int...) -> AllowedSigners {
      AllowedSigners(
        numbers.map { AllowedSigner(principals: ["k\($0)"], key: keys[$0]) })
    }
    let change = KeyChange(from: signers(0, 1), to: signers(2, 1))
    #expect(change.sentence == "k2 may sign; k0 may not sign any more")
    #expect(change.json["added"]?.array == signers(2).entries.map { .string($0.line) })
    #expect(KeyChange(from: signers(0, 1), to: signers(1, 0)).isEmpty)
  }

  @Test func `a principal has one role`() {
    #expect(SignerRole(principal: "controller@merlon") == .controller)
    #expect(SignerRole(principal: "host@edge-1") == .host("edge-1"))
    for person in ["ann@example.com", "host@", "host@EDGE", "xcontroller@merlon"] {
      #expect(SignerRole(principal: person) == .policy)
    }
  }
}
