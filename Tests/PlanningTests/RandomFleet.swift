import Planning
import Policy
import TestSupport
import Unikernel
import Vocabulary

/// A random fleet that changes by random commits.
struct RandomFleet {
  private var generator: SplitMix64
  private var images: [ImageName: UnikernelImage] = [:]
  private var requirements: [RequirementName: SecurityRequirement] = [:]
  private var hosts: [HostName: Host] = [:]
  private var folders: [ModuleName: Int] = [:]
  private var mechanismRequires: Set<ModuleName> = ["server"]
  private var trees: [String: Int] = ["site": 0, "docs": 0]

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
    for _ in 0..<8 { commit() }
  }

  /// Changes one thing.
  mutating func commit() {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<3: changeImage()
    case 3..<6: changeRequirement()
    case 6: changeHost()
    case 7: folders[pick(["server", "auth", "log"]), default: 0] += 1
    case 8: trees[pick(["site", "docs"]), default: 0] += 1
    default: mechanismRequires = pick([["server"], ["server", "log"]])
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  private mutating func place() -> SourceLocation {
    SourceLocation(file: "p.yaml", line: Int.random(in: 1...99, using: &generator), column: 1)
  }

  private mutating func changeImage() {
    let name = ImageName(stringLiteral: "i\(Int.random(in: 0..<5, using: &generator))")
    guard Int.random(in: 0..<4, using: &generator) > 0 else {
      images[name] = nil
      return
    }
    var specification = Specification()
    let origin = Origin(.image(name), at: place())
    specification.insert("server", origins: [origin])
    specification.insert(
      Demand(Setting("root", .string(pick(["site", "docs/"]))), by: origin), into: "server")
    images[name] = UnikernelImage(
      name: name, labels: ["tier": pick(["a", "b"])], specification: specification, target: .spt,
      memoryMiB: pick([16, 32]), ports: [], placement: .init(replicas: pick([1, 2])),
      location: place())
  }

  private mutating func changeRequirement() {
    let name = RequirementName(stringLiteral: "r\(Int.random(in: 0..<4, using: &generator))")
    guard Int.random(in: 0..<4, using: &generator) > 0 else {
      requirements[name] = nil
      return
    }
    var specification = Specification()
    let origin = Origin(.requirement(name), at: place())
    specification.insert("auth", origins: [origin])
    specification.insert(
      Demand(Setting("users", .list([.string(pick(["x", "y"]))])), by: origin), into: "auth")
    requirements[name] = SecurityRequirement(
      name: name, selector: Selector(matchLabels: pick([[:], ["tier": "a"], ["tier": "b"]])),
      specification: specification,
      probes: [HTTPProbe(path: "/", principal: nil, status: pick([200, 403]))],
      location: place())
  }

  private mutating func changeHost() {
    let name = HostName(stringLiteral: "h\(Int.random(in: 0..<3, using: &generator))")
    hosts[name] =
      hosts[name] == nil
      ? Host(name: name, labels: [:], socket: nil, location: place()) : nil
  }

  /// What the planner is given now.
  func snapshot() throws -> Snapshot {
    let fleet = Fleet(
      name: "f", catalogs: [], location: SourceLocation(file: "merlon.yaml"))
    var documents: [Document] = [.fleet(fleet)]
    documents += images.values.map(Document.image)
    documents += requirements.values.map(Document.requirement)
    documents += hosts.values.map(Document.host)
    let trees = self.trees
    return Snapshot(policy: try PolicySet(documents), catalog: catalog()) { path in
      trees[path].map { TreeID(bytes: [UInt8](repeating: UInt8($0 % 256), count: 20)) }
    }
  }

  private func catalog() -> [ModuleName: CatalogModule] {
    let modules = [
      Module(
        name: "server", options: ["root": Option(type: .directory)],
        location: SourceLocation(file: "server/module.yaml")),
      Module(
        name: "auth", requires: mechanismRequires,
        options: ["users": Option(type: .strings, defaultValue: .list([]), merge: .union)],
        location: SourceLocation(file: "auth/module.yaml")),
      Module(name: "log", location: SourceLocation(file: "log/module.yaml")),
    ]
    let pairs = modules.map { module in
      let manifest = ModuleManifest(
        module: module, role: .mechanism, doc: "", recipe: BuildRecipe())
      return (
        module.name,
        CatalogModule(manifest: manifest, folder: "\(folders[module.name, default: 0])")
      )
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
