import HostLink
import ImageStore
import Keys
import Rollout
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

/// What a controller makes of what hosts say, over real sockets.
@Suite(.timeLimit(.minutes(10))) struct DeployerTests {
  /// A host on which what it is told serves at once, or fails if it has one of these digests.
  final class ScriptedHost: HostService {
    struct State {
      var wish: DesiredState?
      var rows: [InstanceStatus] = []
      var events: [HostEvent] = []
      var wishes: [DesiredState] = []
    }

    let name: HostName
    let failing: Set<Digest>
    /// Where nothing comes up.
    let failingPlace: NetworkPlace?
    let state: Mutex<State>

    init(
      _ name: HostName, serving rows: [InstanceStatus] = [], failing: Set<Digest> = [],
      at failingPlace: NetworkPlace? = nil
    ) {
      self.name = name
      self.failing = failing
      self.failingPlace = failingPlace
      state = Mutex(State(rows: rows))
    }

    var greeting: HostGreeting {
      HostGreeting(
        host: name, version: HostLinkLimits.version, capabilities: ["spt"], key: "")
    }
    func hasImage(_ digest: Digest) -> Bool { true }
    func lacking(_ offer: ImageOffer) throws(HostLinkError) -> [Int] { [] }
    func keepChunk(_ digest: Digest, of image: Digest, _ bytes: [UInt8]) throws(HostLinkError) {}
    func completeImage(_ offer: ImageOffer) throws(HostLinkError) {}
    func apply(_ order: HostOrder) throws(HostLinkError) {
      let desired = order.desired
      state.withLock { state in
        state.wishes.append(desired)
        let others = state.rows.filter { $0.fleet != desired.fleet }
        state.rows =
          others
          + desired.instances.compactMap { instance in
            let old = state.rows.first { $0.fleet == desired.fleet && $0.name == instance.name }
            let isBad = failingPlace.map { $0 == instance.bridge } ?? false
            guard isBad || failing.contains(instance.digest) else {
              return InstanceStatus(fleet: desired.fleet, desired: instance, state: .serving)
            }
            state.events.append(
              HostEvent(
                number: state.events.count + 1, time: .now, fleet: desired.fleet,
                desired: instance, what: .failed, detail: "its probe failed"))
            return old
          }
      }
    }
    func status() -> [InstanceStatus] { state.withLock(\.rows) }
    func events(since number: Int, waitMilliseconds: Int) -> [HostEvent] {
      state.withLock { Array($0.events.dropFirst(number)) }
    }
    func statements(_: StatementOrder) throws(HostLinkError) -> [String] { [] }
    func requestStop() {}
  }

  static let fleet: FleetName = "fleet"

  static func instance(_ name: ImageName, _ seed: UInt8) -> DesiredInstance {
    DesiredInstance(
      name: InstanceName(name), image: name, digest: digest(seed), target: .spt, memoryMiB: 16,
      ports: [], probes: [], revision: CommitID(bytes: Array(repeating: seed, count: 20)))
  }

  static func digest(_ seed: UInt8) -> Digest { Digest(bytes: Array(repeating: seed, count: 32)) }

  static func serving(_ name: ImageName, _ seed: UInt8) -> InstanceStatus {
    InstanceStatus(fleet: fleet, desired: instance(name, seed), state: .serving)
  }

  /// Rolls `images` out onto hosts.
  private func deploy(
    _ images: [ImageName: RolloutRequest.Image], on hosts: [ScriptedHost],
    besides silent: [HostName: AgentAddress] = [:], isAtomic: Bool = false,
    awaiting: Set<ImageName>? = nil, places: [HostName: [ImageName: NetworkPlace]] = [:],
    isSuperseded: @escaping @Sendable () -> Bool = { false }
  ) async throws -> RolloutResult {
    let scratch = try Scratch()
    var sockets = silent
    var servers: [HostLinkServer] = []
    for host in hosts {
      let path = "\(scratch.path)/\(host.name)"
      servers.append(try HostLinkServer.start(at: path, service: host))
      sockets[host.name] = .socket(path)
    }
    defer { for server in servers { server.close() } }
    let request = RolloutRequest(
      fleet: Self.fleet, revision: CommitID(bytes: Array(repeating: 2, count: 20)),
      hosts: sockets, places: places, images: images, isAtomic: isAtomic,
      awaited: awaiting ?? Set(images.keys))
    return await Deployer.deploy(
      request, by: OrderAuthority(key: SigningKey()),
      from: try ImageStore(at: scratch.path + "/images"), isSuperseded: isSuperseded)
  }

  private func image(
    _ name: ImageName, _ hosts: [HostName], _ rules: RolloutRules = RolloutRules(),
    refusal: String? = nil, isHeld: Bool = false
  ) -> RolloutRequest.Image {
    RolloutRequest.Image(
      desired: Self.instance(name, 2), hosts: hosts, rules: rules, refusal: refusal, isHeld: isHeld)
  }

  @Test func `what healed by itself is known to run, and what does not serve is not`() async throws
  {
    let hosts = [
      ScriptedHost("a", serving: [Self.serving("web", 2)]),
      ScriptedHost("b", serving: [Self.serving("web", 1)], failing: [Self.digest(2)]),
    ]
    let result = try await deploy(["web": image("web", ["a", "b"])], on: hosts, awaiting: [])
    #expect(!result.enforced.contains(Seat("web", on: "b")))
    let well = ScriptedHost("a", serving: [Self.serving("web", 2)])
    let healed = try await deploy(["web": image("web", ["a"])], on: [well], awaiting: [])
    // There is nothing to tell of it, and yet a drift that was found there is over.
    #expect(healed.outcomes.isEmpty && healed.enforced == [Seat("web", on: "a")])
  }

  @Test func `a failure says whether the instance before it serves`() async throws {
    let host = ScriptedHost(
      "a",
      serving: [
        Self.serving("old", 1),
        InstanceStatus(fleet: "other", desired: Self.instance("new", 1), state: .serving),
      ], failing: [Self.digest(2)])
    let result = try await deploy(
      ["new": image("new", ["a"]), "old": image("old", ["a"])], on: [host])
    #expect(result.outcomes.map(\.image) == ["new", "old"])
    #expect(
      result.outcomes.map(\.ending) == [
        .failed("its probe failed", rolledBack: false),
        .failed("its probe failed", rolledBack: true),
      ])
    #expect(result.givenUp.mapValues(\.isRolledBack) == ["old": true])
    let last = host.state.withLock(\.wishes).last?.instances
    #expect(last?.map(\.digest) == [Self.digest(2), Self.digest(1)])
  }

  @Test func `the second host hears of a version only when the first serves it`() async throws {
    let first = ScriptedHost("a", serving: [Self.serving("web", 1)], failing: [Self.digest(2)])
    let second = ScriptedHost("b", serving: [Self.serving("web", 1)])
    let canary = image("web", ["a", "b"], RolloutRules(canary: [1]))
    let failed = try await deploy(["web": canary], on: [first, second])
    #expect(failed.outcomes.count == 2 && failed.givenUp["web"] != nil)
    let heard = second.state.withLock(\.wishes).flatMap(\.instances).map(\.digest)
    #expect(Set(heard) == [Self.digest(1)])

    let good = ScriptedHost("a", serving: [Self.serving("web", 1)])
    let done = try await deploy(["web": canary], on: [good, second])
    #expect(done.outcomes.map(\.ending) == [.enforced, .enforced])
    #expect(second.status().map(\.digest) == [Self.digest(2)])
  }

  @Test func `a version that was given up is not told again`() async throws {
    let host = ScriptedHost("a", serving: [Self.serving("web", 1)])
    let result = try await deploy(
      ["web": image("web", ["a"], refusal: "it failed")], on: [host])
    #expect(result.outcomes.map(\.ending) == [.failed("given up: it failed", rolledBack: true)])
    #expect(host.state.withLock(\.wishes).allSatisfy { $0.instances == [Self.instance("web", 1)] })
  }

  @Test func `an image that is held stays as it is, and what nobody wants goes`() async throws {
    let host = ScriptedHost(
      "a", serving: [Self.serving("web", 1), Self.serving("stray", 1)])
    let result = try await deploy(["web": image("web", ["a"], isHeld: true)], on: [host])
    #expect(result.outcomes.isEmpty && result.givenUp.isEmpty)
    #expect(host.status().map(\.image) == ["web"] && host.status()[0].digest == Self.digest(1))
  }

  @Test func `an atomic commit goes back as a whole`() async throws {
    let host = ScriptedHost("a", serving: [Self.serving("web", 1)])
    let other = ScriptedHost("b", serving: [Self.serving("dns", 1)], failing: [Self.digest(2)])
    let result = try await deploy(
      ["dns": image("dns", ["b"]), "web": image("web", ["a"])], on: [host, other], isAtomic: true)
    #expect(Set(result.givenUp.keys) == ["dns", "web"])
    #expect(host.status().map(\.digest) == [Self.digest(1)])
    #expect(other.status().map(\.digest) == [Self.digest(1)])
  }

  @Test func `an address that fails on one host goes back on that one alone`() async throws {
    func place(_ address: String) throws -> NetworkPlace {
      NetworkPlace(
        bridge: try #require(InterfaceName("br0")),
        address: try #require(InternetInterface(address)))
    }
    func row(_ seed: UInt8, at place: NetworkPlace) -> InstanceStatus {
      var desired = Self.instance("web", seed)
      desired.bridge = place
      return InstanceStatus(fleet: Self.fleet, desired: desired, state: .serving)
    }
    let names: [HostName] = ["a", "b", "c"]
    let old = try [place("192.0.2.1/24"), place("192.0.2.2/24"), place("192.0.2.3/24")]
    let new = try place("192.0.2.9/24")
    // The address alone changes, and the image, too.
    for seed: UInt8 in [2, 1] {
      let hosts = zip(names, old).map { name, place in
        ScriptedHost(
          name, serving: [row(seed, at: place)], failing: [], at: name == "a" ? new : nil)
      }
      let result = try await deploy(
        ["web": image("web", names, RolloutRules(canary: [1]))], on: hosts,
        places: ["a": ["web": new], "b": ["web": old[1]], "c": ["web": old[2]]])
      #expect(result.givenUp["web"]?.isRolledBack == true, "\(seed)")
      for (host, place) in zip(hosts, old) {
        let row = host.status().first
        #expect(row?.desired.bridge == place && row?.digest == Self.digest(seed), "\(host.name)")
        let told = host.state.withLock(\.wishes).flatMap(\.instances).compactMap(\.bridge)
        #expect(Set(told).isSubset(of: host.name == "a" ? [place, new] : [place]), "\(host.name)")
      }
    }
  }

  @Test func `a host that does not answer is told of, and keeps nobody waiting`() async throws {
    let host = ScriptedHost("a")
    let result = try await deploy(
      ["web": image("web", ["a", "z"])], on: [host],
      besides: ["z": .socket("/nonexistent/agent.sock")])
    #expect(result.outcomes.map(\.host) == ["a"] && result.outcomes[0].ending == .enforced)
    #expect(Set(result.unreachable.keys) == ["z"])
  }
}
