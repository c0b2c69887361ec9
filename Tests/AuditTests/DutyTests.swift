import Attestation
import Audit
import Keys
import TestSupport
import Testing
import Vocabulary

/// How many people it took to change the policy, and how many had to sign.
@Suite struct DutyTests {
  private let bob = SigningKey()
  private let fixture: AuditFixture

  init() throws {
    fixture = try AuditFixture(
      commits: 1,
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)])
  }

  private func commit(by key: SigningKey?, at seconds: Int) throws {
    try fixture.git("add", "-A")
    let id = try AuditFixture.commit(
      fixture.scratch, fixture.repository, tree: try fixture.git("write-tree"),
      parents: [try fixture.git("rev-parse", "main")], signedBy: key,
      at: AuditFixture.time(seconds), message: "A change\n")
    try fixture.git("update-ref", "refs/heads/main", id)
  }

  private func write(_ text: String, to file: String) throws {
    try fixture.scratch.write(text, to: file, in: fixture.repository)
  }

  private func duties() throws -> Answer {
    let index = try AuditIndex(
      at: fixture.scratch.path + "/index.sqlite",
      AuditVerification.Request(
        repositoryAt: fixture.repository, branch: AuditFixture.branch, pins: nil, store: nil,
        checkpoint: nil, now: AuditFixture.time(2000)))
    return try index.answer(.duties, AuditFilter())
  }

  @Test func `each who signed counts, and too few are told`() throws {
    try write(
      "apiVersion: merlon.dev/v1\nkind: Fleet\nmetadata: {name: acme}\n"
        + "spec: {catalogs: [], signing: {threshold: 2}}\n", to: "merlon.yaml")
    try commit(by: fixture.person, at: 1000)
    try write("version: 9\n", to: "web.yaml")
    try commit(by: fixture.person, at: 1010)
    try commit(by: bob, at: 1020)
    try write("version: 10\n", to: "web.yaml")
    try commit(by: nil, at: 1030)
    let answer = try duties()
    func column(_ name: String) -> [String] { answer.rows.map { answer.text(name, in: $0) } }
    // The author of all is x@y, who signs none.
    let people = ["two people", "two people", "too few signed", "3 people", "nobody signed"]
    #expect(column("people") == people)
    #expect(column("required") == ["0", "1", "2", "2", "2"])
    #expect(column("signers")[3] == "bob@example.com ann@example.com")
    let levels = answer.rows.map { answer.level(of: $0) }
    #expect(levels == [nil, nil, .error, nil, .error])
  }

  @Test func `a signature of somebody who may not sign that does not count`() throws {
    try write(
      "apiVersion: merlon.dev/v1\nkind: Fleet\nmetadata: {name: acme}\n"
        + "spec: {catalogs: [], signing: {signers: [ann@example.com], "
        + "owners: [{paths: [tenants/acme], signers: [bob@example.com]}]}}\n", to: "merlon.yaml")
    try commit(by: fixture.person, at: 1000)
    try write("version: 9\n", to: "tenants/acme/web.yaml")
    try commit(by: bob, at: 1010)
    try write("version: 9\n", to: "web.yaml")
    try commit(by: bob, at: 1020)
    let answer = try duties()
    let people = answer.rows.map { answer.text("people", in: $0) }
    #expect(people.suffix(2) == ["two people", "too few signed"], "\(people)")
  }
}
