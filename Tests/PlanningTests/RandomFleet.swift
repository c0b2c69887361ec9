import Planning
import Policy
import TestSupport
import Unikernel
import Vocabulary

/// A random fleet that changes by random commits, and a clock that goes on.
struct RandomFleet {
  private var generator: SplitMix64
  private(set) var documents: [DocumentKey: Document] = [:]
  private var versions: [ModuleName: Int] = [:]
  private var authRequires: Set<ModuleName> = ["server"]
  private var logConflicts: Set<ModuleName> = []
  private var defaultRoot: String?
  private(set) var trees: [String: Int] = ["site": 0, "docs": 0, "home": 0]
  private(set) var time = Instant(milliseconds: 1_790_000_000_000)
  private(set) var catalog = ModuleCatalog([])
  private var past: [[DocumentKey: Document]] = []

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
    let fleet = Fleet(name: "f", catalogs: [], location: SourceLocation(file: "merlon.yaml"))
    documents[.fleet("f")] = .fleet(fleet)
    catalog = makeCatalog()
    for _ in 0..<10 { commit() }
  }

  /// Changes some things.
  mutating func commit() {
    past.append(documents)
    for _ in 0..<pick([1, 1, 1, 2, 4]) { changeSomething() }
  }

  private mutating func changeSomething() {
    switch Int.random(in: 0..<16, using: &generator) {
    case 0..<4: changeImage()
    case 4..<8: changeRequirement()
    case 8: changeHost()
    case 9: change { $0.versions[$0.pick(["server", "auth", "log"]), default: 0] += 1 }
    case 10: trees[pick(["site", "docs", "home"]), default: 0] += 1
    case 11: change { $0.authRequires = $0.pick([["server"], ["server", "log"], []]) }
    case 12: change { $0.defaultRoot = $0.pick([nil, "home", "docs"]) }
    case 13: swapTwoImages()
    case 14: documents = pick(past)
    default: change { $0.logConflicts = $0.pick([[], [], ["server"]]) }
    }
  }

  /// Heads or tails.
  mutating func flip() -> Bool { Bool.random(using: &generator) }

  /// Lets the clock go on, by seconds or by days.
  mutating func wait() {
    let step: Int64 = pick([0, 1, 30_000, 3_600_000, 40_000_000, 200_000_000])
    time = Instant(milliseconds: time.milliseconds + step)
  }

  /// The documents that differ from others.
  func change(since old: [DocumentKey: Document]) -> PolicyChange {
    PolicyChange(
      removed: old.filter { documents[$0.key] != $0.value }.map(\.key),
      added: documents.filter { old[$0.key] != $0.value }.map(\.value))
  }

  /// The tree of a folder.
  func tree(_ path: String) -> TreeID? {
    trees[path].map { TreeID(bytes: [UInt8](repeating: UInt8($0 % 256), count: 20)) }
  }

  /// A snapshot from nothing.
  func snapshot() throws(Rejection) -> Snapshot {
    var snapshot = try Snapshot.empty.applying(
      PolicyChange(added: Array(documents.values)), catalog: catalog)
    for path in snapshot.sealedPaths { snapshot.setFolder(path, tree(path)) }
    return snapshot
  }
}

// MARK: - Changes

extension RandomFleet {
  private mutating func change(_ body: (inout RandomFleet) -> Void) {
    body(&self)
    catalog = makeCatalog()
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  private mutating func place() -> SourceLocation {
    SourceLocation(file: "p.yaml", line: Int.random(in: 1...9999, using: &generator), column: 1)
  }

  private mutating func validity() -> Validity {
    func soon() -> Instant {
      let offset = Int64.random(in: -50_000_000...150_000_000, using: &generator)
      return Instant(milliseconds: time.milliseconds + offset)
    }
    return switch Int.random(in: 0..<8, using: &generator) {
    case 0: Validity(notBefore: soon())
    case 1: Validity(notAfter: soon())
    case 2: Validity(notBefore: soon(), notAfter: soon())
    default: Validity()
    }
  }

  private mutating func selector() -> Selector {
    let labels: [String: String] = pick([
      [:], ["tier": "a"], ["tier": "b"], ["tier": "c", "zone": "x"],
    ])
    let expressions: [Selector.Expression] = pick([
      [], [], [], [.init("tier", .isIn, ["a", "b"])], [.init("zone", .isNotIn, ["x"])],
      [.init("zone", .exists)], [.init("zone", .doesNotExist)], [.init("tier", .isIn, [])],
    ])
    return Selector(matchLabels: labels, matchExpressions: expressions)
  }

  private mutating func changeImage() {
    let name = ImageName(stringLiteral: "i\(Int.random(in: 0..<8, using: &generator))")
    guard Int.random(in: 0..<4, using: &generator) > 0 else {
      documents[.image(name)] = nil
      return
    }
    var specification = Specification()
    let origin = Origin(.image(name), at: place())
    specification.insert("server", origins: [origin])
    if Bool.random(using: &generator) {
      specification.insert(
        Demand(Setting("root", .string(pick(["site", "docs/"]))), by: origin), into: "server")
    }
    var labels = ["tier": pick(["a", "b", "c"])]
    if Bool.random(using: &generator) { labels["zone"] = pick(["x", "y"]) }
    documents[.image(name)] = .image(
      UnikernelImage(
        name: name, labels: labels, specification: specification, target: .spt,
        memoryMiB: pick([16, 32]),
        ports: pick([
          [], [], [.init(port: 80, hostPort: Int.random(in: 1...12, using: &generator))],
        ]),
        placement: .init(
          selector: Selector(matchLabels: pick([[:], ["rack": "1"]])), replicas: pick([0, 1, 2])),
        validity: validity(), validForSeconds: pick([nil, nil, nil, 3_600, 86_400]),
        location: place()))
  }

  private mutating func changeRequirement() {
    let name = RequirementName(stringLiteral: "r\(Int.random(in: 0..<5, using: &generator))")
    guard Int.random(in: 0..<4, using: &generator) > 0 else {
      documents[.requirement(name)] = nil
      return
    }
    var specification = Specification()
    let origin = Origin(.requirement(name), at: place())
    specification.insert("auth", origins: [origin])
    specification.insert(
      Demand(Setting("users", .list([.string(pick(["x", "y"]))])), by: origin), into: "auth")
    if Int.random(in: 0..<6, using: &generator) == 0 {
      specification.insert(Demand(Setting("root", .string("home")), by: origin), into: "server")
    }
    documents[.requirement(name)] = .requirement(
      SecurityRequirement(
        name: name, selector: selector(), specification: specification,
        probes: [
          HTTPProbe(
            path: "/", principal: nil, expecting: pick([.status(200), .status(403), .refused]))
        ],
        validity: validity(), location: place()))
  }

  private mutating func changeHost() {
    let name = HostName(stringLiteral: "h\(Int.random(in: 0..<3, using: &generator))")
    let host = Host(
      name: name, labels: pick([[:], ["rack": "1"]]), agent: nil, network: network(),
      location: place())
    documents[.host(name)] = Bool.random(using: &generator) ? .host(host) : nil
  }

  /// Addresses for some images, perhaps for one that is not there.
  private mutating func network() -> HostNetwork? {
    guard Bool.random(using: &generator), let bridge = InterfaceName(pick(["br0", "br1"])) else {
      return nil
    }
    var addresses: [ImageName: InternetInterface] = [:]
    for number in 0..<8 where Bool.random(using: &generator) {
      addresses[ImageName(stringLiteral: "i\(number)")] =
        InternetInterface("10.0.0.\(number + pick([10, 20]))/24")
    }
    return HostNetwork(bridge: bridge, gateway: nil, addresses: addresses)
  }

  /// A rename that gives each of two images the other's name.
  private mutating func swapTwoImages() {
    guard case .image(let one) = documents[.image("i0")],
      case .image(let other) = documents[.image("i1")]
    else { return }
    documents[.image("i0")] = .image(renamed(other, "i0"))
    documents[.image("i1")] = .image(renamed(one, "i1"))
  }

  private func renamed(_ image: UnikernelImage, _ name: ImageName) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: image.labels, specification: image.specification, target: image.target,
      memoryMiB: image.memoryMiB, ports: image.ports, placement: image.placement,
      validity: image.validity, validForSeconds: image.validForSeconds, location: image.location)
  }

  private func makeCatalog() -> ModuleCatalog {
    let modules = [
      Module(
        name: "server",
        options: [
          "root": Option(type: .directory, defaultValue: defaultRoot.map(OptionValue.string))
        ],
        location: SourceLocation(file: "server/module.yaml")),
      Module(
        name: "auth", requires: authRequires,
        options: ["users": Option(type: .strings, defaultValue: .list([]), merge: .union)],
        location: SourceLocation(file: "auth/module.yaml")),
      Module(
        name: "log", conflicts: logConflicts, location: SourceLocation(file: "log/module.yaml")),
    ]
    return ModuleCatalog(
      modules.map { module in
        let manifest = ModuleManifest(
          module: module, role: .mechanism, doc: "", recipe: BuildRecipe())
        return CatalogModule(
          manifest: manifest, folder: "\(versions[module.name, default: 0])")
      })
  }
}
