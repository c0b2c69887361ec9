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
}
