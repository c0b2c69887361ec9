import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

/// Images with addresses on the networks of hosts, as plans see them.
@Suite struct NetworkPlaceTests {
  private static let place = SourceLocation(file: "p.yaml", line: 1, column: 1)

  private func host(_ name: HostName, _ addresses: [ImageName: String] = [:]) throws -> Document {
    let bridge = try #require(InterfaceName("br0"))
    let network = HostNetwork(
      bridge: bridge, gateway: nil, addresses: addresses.compactMapValues { InternetInterface($0) })
    return .host(
      Host(
        name: name, labels: [:], agent: nil, network: addresses.isEmpty ? nil : network,
        location: Self.place))
  }

  private func image(_ name: ImageName, hostPort: Int? = 8080, replicas: Int = 2) -> Document {
    var specification = Specification()
    specification.insert("http-server", origins: [Origin(.image(name), at: Self.place)])
    return .image(
      UnikernelImage(
        name: name, labels: [:], specification: specification, target: .spt, memoryMiB: 32,
        ports: hostPort.map { [.init(port: 80, hostPort: $0)] } ?? [],
        placement: .init(replicas: replicas), location: Self.place))
  }

  private func plan(_ documents: [Document]) throws -> FleetPlan {
    let catalog = ModuleCatalog([
      CatalogModule(
        manifest: ModuleManifest(
          module: Module(name: "http-server", options: [:], location: Self.place),
          role: .application, doc: "", recipe: .init()), folder: "1")
    ])
    let fleet = Document.fleet(Fleet(name: "f", catalogs: [], location: Self.place))
    let snapshot = try Snapshot.empty.applying(
      PolicyChange(added: [fleet] + documents), catalog: catalog)
    return try Planner.plan(snapshot, at: Instant(milliseconds: 0)).plan
  }

  @Test func `another address is a restart on that host alone`() throws {
    let old = try plan([image("web"), host("a"), host("b", ["web": "10.0.0.7/24"])])
    let new = try plan([image("web"), host("a"), host("b", ["web": "10.0.0.8/24"])])
    let review = PlanReview(from: old, to: new)
    #expect(review.images.map(\.kind) == [.redeployed])
    let property = try #require(review.images.first?.properties.first)
    #expect(property.name == "addresses")
    #expect(property.old == "10.0.0.7/24 on br0 of b" && property.new == "10.0.0.8/24 on br0 of b")
    #expect(review.hosts.map(\.host) == ["b"])
    #expect(review.hosts.first?.steps.map(\.action) == [.restart])
    #expect(!PlanReview(from: old, to: old).isDifferent)
  }

  @Test func `who has an address takes no port of the host`() throws {
    let images = [image("web"), image("api")]
    let both = try [host("a", ["web": "10.0.0.7/24"]), host("b", ["api": "10.0.0.7/24"])]
    #expect(try plan(images + both).count == 2)
    let rejection = #expect(throws: Rejection.self) {
      try plan(images + [both[0], host("b")])
    }
    #expect(
      rejection?.diagnostics.map(\.message) == [
        "image web wants port 8080 of host b, which image api has (p.yaml:1:1)"
      ])
  }

  @Test func `whom nobody can reach, and whose address nobody has, is told`() throws {
    let quiet = image("web", hostPort: nil)
    #expect(
      try plan([quiet, host("a", ["web": "10.0.0.7/24"]), host("b")]).warnings.map(\.message) == [
        "image web serves HTTP, and nobody can reach it on host b"
      ])
    #expect(
      try plan([
        quiet, host("a", ["web": "10.0.0.7/24", "wbe": "10.0.0.8/24"]),
        host("b", ["web": "10.0.0.8/24"]),
      ]).warnings.map(\.message) == [
        "host a has an address for image wbe, and there is no such image"
      ])
    #expect(try plan([image("web"), host("a"), host("b")]).warnings.isEmpty)
  }
}
