import Attestation
import Foundation
import HostAgent
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

/// Whose orders a host takes, and which it has heard too late.
@Suite(.timeLimit(.minutes(10))) struct OrderTests {
  private let key = SigningKey()

  private func authority(
    _ key: SigningKey? = nil, term: Int = 0, position: Int = 0, controllers: [SigningKey] = []
  ) -> OrderAuthority {
    let own = key ?? self.key
    return OrderAuthority(
      key: own, term: term, position: position,
      controllers: ([own] + controllers).map(\.publicKey.line))
  }

  private func state(_ digest: Digest?, fleet: String = "fleet") -> DesiredState {
    let instance = digest.map {
      DesiredInstance(
        name: "web", image: "web", digest: $0, target: .spt, memoryMiB: 4, ports: [], probes: [],
        revision: AgentWorld.revision(1))
    }
    return DesiredState(fleet: AgentWorld.name(fleet), instances: [instance].compactMap(\.self))
  }

  private func refusal(_ body: () throws -> Void) -> String {
    let error = #expect(throws: HostLinkError.self) { try body() }
    #expect(error?.code == .refused, "\(String(describing: error))")
    return error?.detail ?? ""
  }

  @Test func `an order that was kept of another connection is refused, and once only is it taken`()
    throws
  {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    let old = try client.order(state(nil), by: authority())
    try client.give(old)
    #expect(refusal { try client.give(old) }.contains("given before"))
    // A socket that is held by somebody else gets no more out of it.
    let hostile = try world.connect()
    #expect(refusal { try hostile.give(old) }.contains("another connection"))
    let next = try hostile.order(state(nil), by: authority())
    #expect(refusal { try client.give(next) }.contains("another connection"))
    world.stop()
    let restarted = try world.start(monitor: "/bin/true")
    #expect(refusal { try restarted.give(old) }.contains("another connection"))
    try restarted.apply(state(nil), by: authority())
  }

  @Test func `an older ledger or term is refused, also after a restart; a newer one is not`() throws
  {
    let world = try AgentWorld()
    var client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority(term: 2, position: 50))
    for _ in 0..<2 {
      let older = refusal {
        try client.apply(state(nil), by: authority(term: 2, position: 49))
      }
      #expect(older.contains("49") && older.contains("50"))
      let fenced = refusal {
        try client.apply(state(nil), by: authority(term: 1, position: 99))
      }
      #expect(fenced.contains("term 1") && fenced.contains("term 2"))
      world.stop()
      client = try world.start(monitor: "/bin/true")
    }
    // Another fleet has a ledger of its own.
    try client.apply(state(nil, fleet: "other"), by: authority(position: 1))
    try client.apply(state(nil), by: authority(term: 2, position: 50))
    // Whoever has the lease now may know less of what the one before did not publish.
    try client.apply(state(nil), by: authority(term: 3, position: 40))
    #expect(
      refusal { try client.apply(state(nil), by: authority(term: 2, position: 60)) }
        .contains("term 3"))
  }

  @Test func `two controllers take turns; the one that lost its lease is refused`() throws {
    let world = try AgentWorld()
    let other = SigningKey()
    let first = try world.start(monitor: "/bin/true")
    try first.apply(state(nil), by: authority(term: 1, position: 5, controllers: [other]))
    let second = try world.connect()
    try second.apply(
      state(nil), by: authority(other, term: 2, position: 5, controllers: [key]))
    #expect(
      refusal {
        try first.apply(state(nil), by: authority(term: 1, position: 5, controllers: [other]))
      }.contains("term 2"))
  }

  @Test func `a stranger is refused, and a key that a known one names is not`() throws {
    let world = try AgentWorld()
    let (next, stranger) = (SigningKey(), SigningKey())
    let client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority(controllers: [next]))
    let words = refusal { try client.apply(state(nil), by: authority(stranger, position: 9)) }
    #expect(words.contains(stranger.fingerprint))
    // The next key drops the first one.
    try client.apply(state(nil), by: authority(next))
    world.stop()
    let restarted = try world.start(monitor: "/bin/true")
    #expect(!refusal { try restarted.apply(state(nil), by: authority()) }.isEmpty)
    try restarted.apply(state(nil), by: authority(next))
  }

  @Test func `where the host's owner names controllers, no other is the first`() throws {
    let world = try AgentWorld()
    world.controllers = [key.publicKey.line]
    let client = try world.start(monitor: "/bin/true")
    #expect(!refusal { try client.apply(state(nil), by: authority(SigningKey())) }.isEmpty)
    try client.apply(state(nil), by: authority())
  }

  @Test func `a pinned key that policy took away commands no more, also after a restart`() throws {
    let world = try AgentWorld()
    world.controllers = [key.publicKey.line]
    let next = SigningKey()
    var client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority(controllers: [next]))
    try client.apply(state(nil), by: authority(next))
    for _ in 0..<2 {
      #expect(!refusal { try client.apply(state(nil), by: authority(position: 9)) }.isEmpty)
      world.stop()
      client = try world.start(monitor: "/bin/true")
    }
    try client.apply(state(nil), by: authority(next))
  }

  @Test func `where nobody is left no newcomer is believed`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority())
    world.stop()
    try #"{"keys":[],"position":0,"term":0}"#.write(
      toFile: world.folder + "/controllers/fleet.json", atomically: false, encoding: .utf8)
    let restarted = try world.start(monitor: "/bin/true")
    #expect(!refusal { try restarted.apply(state(nil), by: authority(SigningKey())) }.isEmpty)
    #expect(!refusal { try restarted.apply(state(nil), by: authority()) }.isEmpty)
  }

  @Test func `who may not order may not have the host give or forget what it signed`() throws {
    let world = try AgentWorld()
    let (next, stranger) = (SigningKey(), SigningKey())
    let client = try world.start(monitor: "/bin/true")
    // What it refuses as past it signs a line about.
    let web = state(.sha256("web"))
    try client.apply(state(nil), by: authority(term: 2, position: 5, controllers: [next]))
    #expect(refusal { try client.apply(web, by: authority(term: 1)) }.contains("term 1"))
    func ask(
      _ authority: OrderAuthority, after line: String? = nil, kept: Int = 0
    ) throws -> [String] {
      try client.statements(
        StatementQuestion(
          fleet: "fleet", after: line == nil ? 0 : 1, line.map { .sha256($0) }, kept: kept),
        by: authority)
    }
    let acting = authority(next, term: 2, position: 5, controllers: [key])
    let line = try #require(try ask(acting).first)
    // One who has lost the lease, one whom policy took out, one whom it never named.
    for other in [authority(term: 1, position: 9), authority(stranger, term: 9, position: 9)] {
      #expect(!refusal { _ = try ask(other, after: line, kept: 1) }.isEmpty)
    }
    try client.apply(state(nil), by: authority(next, term: 2, position: 6))
    #expect(
      refusal { _ = try ask(authority(term: 3, position: 9), after: line, kept: 1) }
        .contains(key.fingerprint))
    let present = authority(next, term: 2, position: 6)
    #expect(try ask(present) == [line], "nothing was forgotten")
    let order = try StatementOrder(
      StatementQuestion(fleet: "fleet", after: 0, nil, kept: 0), for: "elsewhere",
      challenge: client.greeting.challenge, number: 99, by: present)
    #expect(try StatementOrder(line: order.line) == order)
    #expect(order.head.host == "elsewhere")
    #expect(throws: HostLinkError.self) { try HostOrder(line: order.line) }
    #expect(try ask(present, after: line, kept: 1).isEmpty)
    #expect(refusal { _ = try ask(present) }.contains("another history"))
  }

  @Test func `an order for another host, or with a changed word, is refused`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority())
    let foreign = try HostOrder(
      state(nil), for: "elsewhere", challenge: client.greeting.challenge, number: 5,
      by: authority())
    #expect(refusal { try client.give(foreign) }.contains("elsewhere"))
    let order = try client.order(state(nil), by: authority(position: 7))
    let line = order.line.replacingOccurrences(
      of: #""sig":"[A-Za-z0-9+/]{4}"#, with: #""sig":"AAAA"#, options: .regularExpression)
    #expect(line != order.line)
    // One more than what came before, whatever the number that was refused.
    let forged = try HostOrder(line: line)
    #expect(!refusal { try client.give(forged) }.isEmpty)
  }

  @Test func `what cannot be read of the controllers is named, and nobody is believed`() throws {
    let world = try AgentWorld()
    let client = try world.start(monitor: "/bin/true")
    try client.apply(state(nil), by: authority())
    world.stop()
    let path = world.folder + "/controllers/fleet.json"
    try "{".write(toFile: path, atomically: false, encoding: .utf8)
    let error = #expect(throws: HostAgentError.self) { try world.start(monitor: "/bin/true") }
    #expect(error?.detail.contains(path) == true)
  }
}
