package import Vocabulary

/// What probes saw: in-toto test-result v0.1.
package struct TestResult: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://in-toto.io/attestation/test-result/v0.1"
  /// The member that holds what the test-result format has no place for.
  package static let extensionKey = "merlon_evidence"

  /// The outcome.
  package enum Verdict: String, Sendable {
    case passed = "PASSED"
    case warned = "WARNED"
    case failed = "FAILED"
  }

  /// What was tested, usually an image.
  package let subject: ResourceDescriptor
  /// The outcome of all tests together.
  package let verdict: Verdict
  /// What the tests were derived from, usually the policy commit.
  package let configuration: [ResourceDescriptor]
  /// Names of the tests that passed.
  package let passed: [String]
  /// Names of the tests that could not tell.
  package let warned: [String]
  /// Names of the tests that failed.
  package let failed: [String]
  /// Host, instance, times and answers, as the tester saw them, or `nil`.
  package let details: JSON?

  /// Makes a result.
  package init(
    subject: ResourceDescriptor, verdict: Verdict, configuration: [ResourceDescriptor],
    passed: [String] = [], warned: [String] = [], failed: [String] = [], details: JSON? = nil
  ) {
    self.subject = subject
    self.verdict = verdict
    self.configuration = configuration
    self.passed = passed
    self.warned = warned
    self.failed = failed
    self.details = details
  }
}

extension TestResult {
  /// The result as a statement about its subject.
  package var statement: Statement {
    func list(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
    let statement = Statement(
      subjects: [subject], predicateType: Self.predicateType,
      predicate: [
        "result": .string(verdict.rawValue),
        "configuration": .array(configuration.map(\.json)),
        "passedTests": list(passed), "warnedTests": list(warned), "failedTests": list(failed),
      ])
    return details.map { statement.adding(Self.extensionKey, $0) } ?? statement
  }

  /// Reads the result out of a statement, or returns `nil` if it is not one.
  package init?(_ statement: Statement) {
    func list(_ key: String) -> [String] {
      (statement.predicate[key]?.array ?? []).compactMap(\.string)
    }
    guard statement.predicateType == Self.predicateType, let subject = statement.subjects.first,
      let verdict = statement.predicate["result"]?.string.flatMap(Verdict.init(rawValue:)),
      let configuration = statement.predicate["configuration"]?.array
    else { return nil }
    self.init(
      subject: subject, verdict: verdict,
      configuration: configuration.compactMap { ResourceDescriptor($0) },
      passed: list("passedTests"), warned: list("warnedTests"), failed: list("failedTests"),
      details: statement.predicate[Self.extensionKey])
  }
}
