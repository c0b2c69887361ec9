import Foundation
import TestSupport
import Testing

/// What the worst clients and networks do to a booted image: it lives, its memory stays within what
/// each program of `Scripts/hostile` states, and good clients are served all the while.
@Suite(
  .serialized, .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)),
  .enabled(if: TapDevice.isPossible, "no taps here"), .aside, .timeLimit(.minutes(30)))
struct HostileTests {
  /// `MERLON_LIVE_SECONDS` makes it a long run by hand.
  @Test(arguments: [false, true])
  func `mutated frames, records, handshakes and requests`(isTLS: Bool) async throws {
    let said = try await HostileImage.attack(with: "fuzz", isTLS: isTLS)
    #expect(said.hasPrefix("seed "))
  }

  /// lwIP alone lets 255 of them keep everybody out for twenty seconds.
  @Test func `half-open connections by the ten thousand`() async throws {
    let said = try await HostileImage.attack(with: "half_open", isTLS: false)
    #expect(said.contains("\nfar: ") && said.contains("\nnear: "))
  }

  /// lwIP alone lets a client that is back at its port within two seconds wait for as long.
  @Test func `ports that come again`() async throws {
    let said = try await HostileImage.attack(with: "ports", isTLS: false)
    #expect(said.contains(", 0 SYNs sent again\nold ones refused"))
  }

  @Test(arguments: [false, true])
  func `a full table of clients that take their time`(isTLS: Bool) async throws {
    let said = try await HostileImage.attack(with: "slow", isTLS: isTLS)
    #expect(said.contains("head, 128 addresses"))
  }

  @Test(arguments: [false, true])
  func `a wire that loses, doubles and reorders`(isTLS: Bool) async throws {
    let said = try await HostileImage.attack(with: "lossy", isTLS: isTLS)
    #expect(said.contains("\n400000 bytes in "))
  }

  @Test(arguments: [false, true])
  func `too much of everything`(isTLS: Bool) async throws {
    let said = try await HostileImage.attack(with: "oversized", isTLS: isTLS)
    #expect(said.contains("\n10000 of 100000 requests in a pipeline answered\n"))
  }

  @Test func `passwords by the thousand`() async throws {
    let said = try await HostileImage.attack(with: "guessing", isTLS: true)
    #expect(said.contains("guesses, by status: "))
  }

  @Test(.enabled(if: hasSurveyor, "there is no testssl; run .ci/packages --tests"))
  func `testssl finds nothing worse than low`() async throws {
    _ = try await HostileImage.attack(with: "survey", isTLS: true)
  }

  private static let hasSurveyor = FileManager.default.isExecutableFile(atPath: "/usr/bin/testssl")
}
