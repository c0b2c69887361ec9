import Attestation
import HostLink
import Ledger
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

@Suite struct DriftCheckTests {
  private func differences(
    _ rows: [InstanceStatus], isHeld: Bool = false, refusal: String? = nil
  ) -> [String] {
    drifts(rows, isHeld: isHeld, refusal: refusal).map(\.sentence)
  }

  private func drifts(
    _ rows: [InstanceStatus], isHeld: Bool = false, refusal: String? = nil
  ) -> [Drift] {
    let image = RolloutRequest.Image(
      desired: DeployerTests.instance("web", 2), hosts: ["a"], rules: RolloutRules(),
      refusal: refusal, isHeld: isHeld)
    let request = RolloutRequest(
      fleet: DeployerTests.fleet, revision: image.desired.revision, hosts: ["a": .socket("/a")],
      images: ["web": image], isAtomic: false, awaited: [])
    return DriftCheck.differences(on: "a", rows, request)
  }

  @Test func `tells what is missing, what is another, and what is too much`() {
    #expect(differences([DeployerTests.serving("web", 2)]) == [])
    #expect(differences([]) == ["web does not serve"])
    let other = differences([DeployerTests.serving("web", 1)])
    #expect(other.count == 1 && other[0].hasPrefix("web runs "))
    let stray = differences([DeployerTests.serving("web", 2), DeployerTests.serving("x", 1)])
    #expect(stray.count == 1 && stray[0].hasPrefix("x runs, by commit "))
  }

  @Test func `is about a commit that is here, whatever a host names`() {
    let found = drifts([DeployerTests.serving("web", 2), DeployerTests.serving("x", 1)])
    let own = DeployerTests.instance("web", 2).revision
    #expect(found.map(\.desired.revision) == [own])
    #expect(DeployerTests.instance("x", 1).revision != own)
  }

  @Test func `leaves alone what a person holds, what was given up and what is another fleet's`() {
    #expect(differences([DeployerTests.serving("web", 1)], isHeld: true) == [])
    #expect(differences([DeployerTests.serving("web", 1)], refusal: "it failed") == [])
    let foreign = InstanceStatus(
      fleet: "other", desired: DeployerTests.instance("x", 1), state: .serving)
    #expect(differences([DeployerTests.serving("web", 2), foreign]) == [])
  }

  @Test func `what nobody wants is removed, and what is wanted repaired`() {
    func kinds(isWanted: Bool) -> [DeploymentEvent.Kind?] {
      let drift = Drift(
        host: "a", desired: DeployerTests.instance("web", 1), isWanted: isWanted,
        sentence: "web runs otherwise")
      let records = Records(repository: "r")
      return [records.drift(drift), records.drift(drift, repairedAt: .now)].map {
        DeploymentEvent($0.statement)?.kind
      }
    }
    #expect(kinds(isWanted: true) == [.drifted, .repaired])
    #expect(kinds(isWanted: false) == [.drifted, .removed])
  }
}
