import Planning
import Policy
import TestSupport
import Unikernel
import Vocabulary

@testable import Commands

/// A change of policy in which everything that a repository may choose freely attacks its reader.
struct HostileFleet {
  /// What no rendering may make markup of; each holds the word `HOSTILE`.
  static let texts = [
    "HOSTILE```\n```\n<script>alert(1)</script>", "HOSTILE `````````` <img src=x onerror=alert(1)>",
    "@HOSTILE-everyone #1 !2", "https://HOSTILE.example www.HOSTILE.example HOSTILE@example.org",
    "[HOSTILE](https://evil.example) ![HOSTILE](x)", "| HOSTILE | \\| ** __ ~~ |",
    "</details></code></pre><h1>HOSTILE", "HOSTILE\u{202e}\u{200b}\u{1b}[31m\u{9b}31m\u{2028}",
    "\r\n\r\n# HOSTILE\r\n- HOSTILE", "    HOSTILE\n\n````\n~~~\n&lt;HOSTILE&#64;",
  ]

  /// A change that touches `count` images, each in `lines` options.
  static func report(images count: Int, values: [String] = texts) throws -> PlanReport {
    let time = Instant(milliseconds: 1_790_000_000_000)
    let plans = try [values.map { "old " + $0 }, values].map { values in
      try Planner.plan(snapshot(images: count, values), at: time).plan
    }
    return PlanReport(
      review: PlanReview(from: plans[0], to: plans[1]), base: "a`b|c<i>@HOSTILE",
      head: "the work tree", measured: [:])
  }

  private static func snapshot(images count: Int, _ values: [String]) throws -> Snapshot {
    let place = SourceLocation(file: "a|b`HOSTILE`<b>@x/[y](z).yaml", line: 3, column: 5)
    var documents: [Document] = [
      .fleet(Fleet(name: "f", catalogs: [], location: place)),
      .host(Host(name: "local", labels: [:], agent: nil, location: place)),
      .requirement(requirement(values, place)),
    ]
    for number in 0..<count {
      let name = ImageName(stringLiteral: "i\(number)")
      let origin = Origin(.image(name), at: place)
      documents.append(
        .image(
          UnikernelImage(
            name: name, labels: [:], specification: specification(values, "site", origin),
            target: .spt, memoryMiB: 16, ports: [], placement: .init(), location: place)))
    }
    var options: [OptionName: Option] = [
      "map": Option(type: .stringMap, defaultValue: .map([:]), merge: .union)
    ]
    for index in values.indices {
      options[OptionName(stringLiteral: "o\(index)")] = Option(type: .string)
    }
    let declared: [Module] = ["site", "guard"].map { (name: ModuleName) in
      Module(name: name, options: options, location: place)
    }
    let catalog = declared.map { module in
      CatalogModule(
        manifest: ModuleManifest(
          module: module, role: .mechanism, doc: "", recipe: BuildRecipe()), folder: "")
    }
    return try Snapshot.empty.applying(
      PolicyChange(added: documents), catalog: ModuleCatalog(catalog))
  }

  private static func requirement(
    _ values: [String], _ place: SourceLocation
  ) -> SecurityRequirement {
    let origin = Origin(.requirement("r"), at: place)
    return SecurityRequirement(
      name: "r", selector: Selector(), specification: specification(values, "guard", origin),
      probes: values.map { HTTPProbe(path: "/" + $0, principal: $0, expecting: .status(200)) },
      location: place)
  }

  private static func specification(
    _ values: [String], _ module: ModuleName, _ origin: Origin
  ) -> Specification {
    var specification = Specification()
    specification.insert(module, origins: [origin])
    for (index, value) in values.enumerated() {
      let option = OptionName(stringLiteral: "o\(index)")
      specification.insert(Demand(Setting(option, .string(value)), by: origin), into: module)
    }
    let map = Dictionary(values.map { ($0, OptionValue.string($0)) }) { first, _ in first }
    specification.insert(Demand(Setting("map", .map(map)), by: origin), into: module)
    return specification
  }
}
