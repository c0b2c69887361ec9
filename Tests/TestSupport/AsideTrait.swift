package import Testing

/// Has each test of a suite run as `Aside` does, because it waits for long without suspending.
package struct AsideTrait: SuiteTrait, TestTrait, TestScoping {
  /// Whether it holds for the suite's tests: always.
  package var isRecursive: Bool { true }

  /// Runs a test.
  package func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await Aside.run(function)
  }
}

extension Trait where Self == AsideTrait {
  /// For tests that run tools or programs for seconds and wait for them on their thread.
  package static var aside: Self { Self() }
}
