import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Whatever breaks, in whatever order: afterwards the fleet does what policy wants, every ledger
/// verifies, nothing is lost and no process is left.
///
/// `MERLON_FAULT_SEEDS=300` runs more of them; `MERLON_TEST_SEED` runs one.
@Suite(
  .enabled(if: E2E.isPossible && SSHServer.isPossible, Comment(rawValue: E2E.reason)),
  .enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.reason)), .serialized,
  .timeLimit(.minutes(600)))
struct FaultTests {
  private static var seeds: [UInt64] {
    let count = ProcessInfo.processInfo.environment["MERLON_FAULT_SEEDS"].flatMap(UInt64.init)
    return count.map { Array(1...max(1, $0)) } ?? Seeds.first(2)
  }

  @Test func `a fleet recovers from every kind of fault`() async throws {
    try await Fleet.withCommitted(onDiskOf: 96) { fleet, disk in
      guard NamespaceStar.isPossible else {
        return try await torment(try await FaultLab(fleet, disk, nil))
      }
      try await NamespaceStar.lend(["far"], to: fleet) { star in
        try await torment(try await FaultLab(fleet, disk, star))
      }
    }
  }

  private func torment(_ lab: FaultLab) async throws {
    try await lab.converge("at the beginning")
    for seed in Self.seeds {
      var random = SplitMix64(seed: seed)
      try await lab.commit(&random)
      try await lab.follow()
      var told: [FaultLab.Fault] = []
      for _ in 0..<Int.random(in: 2...5, using: &random) {
        let fault = FaultLab.Fault.allCases.randomElement(using: &random) ?? .controller
        told.append(fault)
        try await lab.cause(fault, &random)
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...300, using: &random)))
      }
      let when = "seed \(seed): \(told.map { "\($0)" }.joined(separator: ", "))"
      try await lab.heal()
      try await lab.converge(when)
      print("faults, \(when): recovered")
    }
    try await lab.end()
  }
}
