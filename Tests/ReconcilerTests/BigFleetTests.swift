import Foundation
import TestSupport
import Testing
import Vocabulary

/// What is told of a commit that affects very many images stays short.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BigFleetTests {
  @Test func `a verdict tells of some images and counts the rest`() async throws {
    try await Fleet.withServing { fleet in
      let count = Limits.imagesToldMax + 2
      for number in 0..<count {
        let name = "i\(number)"
        let image = FleetPolicy.inner(port: fleet.port)
          .replacingOccurrences(of: "name: inner", with: "name: \(name)")
          .replacingOccurrences(of: "spec:\n", with: "spec:\n  placement: {replicas: 0}\n")
        try fleet.write(image, to: "images/\(name).yaml")
      }
      let commit = try await fleet.commit("Many images")
      let outcome = try await fleet.reconcile(expecting: 0)
      let told = outcome.output.matches(of: /(?m)^  i\d+ added/).count
      #expect(told == Limits.imagesToldMax, "\(outcome)")
      let rest = count - Limits.imagesToldMax
      #expect(outcome.output.contains("and \(rest) more"), "\(outcome)")
      let record = try #require(try await fleet.record(of: commit))
      let reason = try #require(record["reason"]?.string)
      #expect(reason.matches(of: /i\d+ added/).count == Limits.imagesToldMax)
      #expect(reason.hasSuffix("; and \(rest) more"))
      #expect(record["images"]?.array?.count == count)
      #expect(record["builds"]?.array?.count == count)
    }
  }
}
