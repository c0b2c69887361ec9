import Attestation
import Foundation
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

@testable import HostAgent

/// What a host says of its instances: its last word is true, and nobody makes it say too much.
@Suite struct HostStatementsTests {
  private let folder: String
  private let statements: HostStatements
  private let key = InstanceKey(fleet: "fleet", name: "web")

  init() throws {
    folder = try AgentWorld.temporaryFolder(inMemory: true)
    statements = try HostStatements(
      of: "edge", signedBy: SigningKey(), in: folder, bytesMax: 1 << 20)
  }

  private static func instance(_ number: Int = 1) -> DesiredInstance {
    DesiredInstance(
      name: "web", image: "web", digest: .sha256("\(number)"), target: .spt, memoryMiB: 4,
      ports: [], probes: [], revision: AgentWorld.revision(1))
  }

  private func probe(_ verdict: ProbeResult.Verdict) {
    let result = ProbeResult(
      probe: Probe(path: "/", expecting: .status(200)), verdict: verdict, detail: "200",
      milliseconds: 1)
    statements.say(.probed, key, Self.instance(), "", probes: [result])
  }

  private func count() throws -> Int {
    var (count, last): (Int, String?) = (0, nil)
    while true {
      let lines = try statements.answer(
        StatementQuestion(
          fleet: "fleet", after: count, last.map { .sha256($0) }, kept: 0))
      guard let newest = lines.last else { return count }
      (count, last) = (count + lines.count, newest)
    }
  }

  @Test func `each change of what probes say is said, and no repetition`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for verdict in [ProbeResult.Verdict.passed, .failed, .failed, .passed, .passed, .failed] {
      probe(verdict)
    }
    #expect(try count() == 4)
  }

  @Test func `the end of another version is no reason to say it again`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let say = { (what: HostEvent.What, number: Int) in
      statements.say(what, key, Self.instance(number), "", probes: [])
    }
    say(.enforced, 1)
    say(.enforced, 2)
    say(.stopped, 1)
    say(.enforced, 2)
    #expect(try count() == 3)
    say(.failed, 2)
    say(.enforced, 2)
    #expect(try count() == 5)
  }

  @Test func `a bounded number of refusals is said`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let authority = OrderAuthority(key: SigningKey())
    for number in 0..<300 {
      let state = DesiredState(fleet: "fleet", instances: [Self.instance(number)])
      let order = try HostOrder(state, for: "edge", challenge: "c", number: 1, by: authority)
      statements.sayRefused(order, "it is past")
    }
    #expect(try count() == 256)
  }
}
