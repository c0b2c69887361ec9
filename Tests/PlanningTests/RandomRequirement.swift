import Policy
import TestSupport
import Unikernel
import Vocabulary

/// A random requirement, and all the ways to take one thing out of it.
struct RandomRequirement {
  static let modules: [ModuleName: Module] = Dictionary(
    uniqueKeysWithValues: ["auth", "limit", "site"].map { (name: ModuleName) in
      let options: [OptionName: Option] = [
        "least": Option(type: .integer, defaultValue: .integer(5), merge: .min),
        "most": Option(type: .integer, merge: .max),
        "every": Option(type: .boolean, merge: .all),
        "some": Option(type: .boolean, merge: .any),
        "list": Option(type: .strings, defaultValue: .list([]), merge: .union),
        "map": Option(type: .stringsMap, defaultValue: .map([:]), merge: .union),
        "narrow": Option(type: .stringsMap, defaultValue: .map([:]), merge: .intersection),
        "free": Option(type: .string, defaultValue: .string("deny")),
      ]
      return (name, Module(name: name, options: options, location: SourceLocation(file: "m")))
    })

  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  private mutating func some<Element>(of elements: [Element]) -> [Element] {
    elements.filter { _ in Bool.random(using: &generator) }
  }

  private mutating func place() -> SourceLocation {
    SourceLocation(file: "r.yaml", line: Int.random(in: 1...99, using: &generator), column: 1)
  }

  private mutating func value(of option: OptionName) -> OptionValue {
    switch option.text {
    case "least", "most": return .integer(Int.random(in: 0...9, using: &generator))
    case "every", "some": return .boolean(Bool.random(using: &generator))
    case "list": return .list(some(of: ["a", "b", "c"]).map(OptionValue.string))
    case "map":
      var map: [String: OptionValue] = [:]
      for key in some(of: ["/x", "/y", "/z"]) {
        map[key] = .list(some(of: ["a", "b"]).map(OptionValue.string))
      }
      return .map(map)
    default: return .string(pick(["allow", "deny"]))
    }
  }

  /// A requirement that is never empty.
  mutating func make() -> SecurityRequirement {
    var specification = Specification()
    for module in some(of: ["limit", "site"]) + ["auth"] as [ModuleName] {
      let origin = Origin(.requirement("r"), at: place())
      specification.insert(module, origins: [origin])
      for option in some(of: Self.modules[module]?.options.keys.sorted() ?? []) {
        specification.insert(Demand(Setting(option, value(of: option)), by: origin), into: module)
      }
    }
    var obligations = Obligations()
    for name: ModuleName in some(of: ["telnet", "ftp"]) {
      obligations.forbiddenModules[name] = place()
    }
    if Bool.random(using: &generator) {
      obligations.forbiddenOptions.append(
        .init(
          module: "site", option: "list", values: some(of: [.string("a"), .string("b")]),
          location: place()))
    }
    if Bool.random(using: &generator) { obligations.textKiB = .init(64, at: place()) }
    if Bool.random(using: &generator) { obligations.modules = .init(9, at: place()) }
    if Bool.random(using: &generator) { obligations.openPorts = .init([80, 443], at: place()) }
    let probes = some(of: ["/", "/x", "/y"]).map {
      HTTPProbe(
        path: $0, principal: pick([nil, "alice"]),
        expecting: pick([.status(200), .status(403), .refused]))
    }
    return SecurityRequirement(
      name: "r", selector: Selector(matchLabels: pick([[:], ["tier": "a"]])),
      specification: specification, probes: probes, obligations: obligations, location: place())
  }
}

// MARK: - Less

extension RandomRequirement {
  /// Every requirement that asks for exactly one thing less.
  static func lesser(than full: SecurityRequirement) -> [(what: String, less: SecurityRequirement)]
  {
    modules(full) + demands(full) + elements(full)
      + full.probes.indices.map { index in
        var probes = full.probes
        probes.remove(at: index)
        return ("probe \(index)", copy(full, probes: probes))
      } + obligations(full)
  }

  private static func modules(
    _ full: SecurityRequirement
  ) -> [(what: String, less: SecurityRequirement)] {
    full.specification.entries.keys.map { name in
      var entries = full.specification.entries
      entries[name] = nil
      return ("module \(name)", copy(full, specification: Specification(entries)))
    }
  }

  private static func demands(
    _ full: SecurityRequirement
  ) -> [(what: String, less: SecurityRequirement)] {
    full.specification.entries.flatMap { name, entry in
      entry.demands.map { demand in
        var entries = full.specification.entries
        entries[name]?.demands = Few(entry.demands.filter { $0 != demand })
        return (
          "\(name).\(demand.setting.option)", copy(full, specification: Specification(entries))
        )
      }
    }
  }

  /// One element less of each list and map.
  private static func elements(
    _ full: SecurityRequirement
  ) -> [(what: String, less: SecurityRequirement)] {
    full.specification.entries.flatMap { name, entry in
      entry.demands.flatMap { demand in
        smaller(than: demand.setting.value).map { value in
          var entries = full.specification.entries
          entries[name]?.demands = Few(
            entry.demands.map {
              $0 == demand ? Demand(Setting(demand.setting.option, value), by: demand.origin) : $0
            })
          return (
            "\(name).\(demand.setting.option) \(value)",
            copy(full, specification: Specification(entries))
          )
        }
      }
    }
  }

  private static func smaller(than value: OptionValue) -> [OptionValue] {
    switch value {
    case .list(let elements):
      elements.indices.map { index in
        .list(elements.enumerated().filter { $0.offset != index }.map(\.element))
      }
    case .map(let members):
      members.keys.map { key in .map(members.filter { $0.key != key }) }
        + members.flatMap { key, value in
          smaller(than: value).map { .map(members.merging([key: $0]) { $1 }) }
        }
    default: []
    }
  }

  private static func obligations(
    _ full: SecurityRequirement
  ) -> [(what: String, less: SecurityRequirement)] {
    var found: [(String, Obligations)] = []
    for name in full.obligations.forbiddenModules.keys {
      var less = full.obligations
      less.forbiddenModules[name] = nil
      found.append(("forbidden module \(name)", less))
    }
    for (index, entry) in full.obligations.forbiddenOptions.enumerated() {
      for value in entry.values {
        var less = full.obligations
        less.forbiddenOptions[index] = .init(
          module: entry.module, option: entry.option, values: entry.values.filter { $0 != value },
          location: entry.location)
        found.append(("forbidden value \(value)", less))
      }
    }
    for (name, path) in [
      ("textKiB", \Obligations.textKiB), ("modules", \Obligations.modules),
    ] where full.obligations[keyPath: path] != nil {
      var less = full.obligations
      less[keyPath: path] = nil
      found.append((name, less))
    }
    if full.obligations.openPorts != nil {
      var less = full.obligations
      less.openPorts = nil
      found.append(("openPorts", less))
    }
    return found.map { ($0.0, copy(full, obligations: $0.1)) }
  }

  /// The same requirement with some of it replaced.
  static func copy(
    _ full: SecurityRequirement, selector: Selector? = nil, specification: Specification? = nil,
    probes: [HTTPProbe]? = nil, obligations: Obligations? = nil, validity: Validity? = nil,
    location: SourceLocation? = nil
  ) -> SecurityRequirement {
    SecurityRequirement(
      name: full.name, selector: selector ?? full.selector,
      specification: specification ?? full.specification, probes: probes ?? full.probes,
      obligations: obligations ?? full.obligations, validity: validity ?? full.validity,
      location: location ?? full.location)
  }
}
