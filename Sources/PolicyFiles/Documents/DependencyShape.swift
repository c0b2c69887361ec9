import Unikernel
import Vocabulary

extension Kind where Value == Dependency {
  /// One thing that a module requires: `NAME`, `{module, versions}` or `{anyOf: […]}`.
  static var dependency: Kind {
    let one = Kind<Dependency.Alternative>.alternative
    let several: Kind<Dependency> = .mapping(
      .required(
        "anyOf",
        .list(
          of: one, count: 1...Limits.relationsMax,
          "anyOf names 1 to \(Limits.relationsMax) modules"),
        "Modules of which one is enough, the most wanted first."),
      called: "an alternative"
    ) { place, modules in
      modules.isEmpty ? nil : Dependency(anyOf: modules)
    }
    return Kind(["anyOf": .array([one.schema.json, several.schema.json])]) { yaml, slot in
      if case .map(let members) = yaml.content, members.contains(where: { $0.key == "anyOf" }) {
        return several.read(yaml, slot)
      }
      return one.read(yaml, slot).map { Dependency(anyOf: [$0]) }
    }
  }
}

extension Kind where Value == Dependency.Alternative {
  /// `NAME` or `{module, versions}`.
  fileprivate static var alternative: Kind {
    let name = Kind<ModuleName>.text(.name()).called("a module's name")
    let ranged: Kind<Dependency.Alternative> = .mapping(
      .required("module", .text(.name()), "The module."),
      .defaulted(
        "versions", .text(.versions), .all, shown: .string("*"), "Its versions that will do."),
      called: "a required module"
    ) { _, module, versions in Dependency.Alternative(module, versions) }
    return Kind(["anyOf": .array([name.schema.json, ranged.schema.json])]) { yaml, slot in
      if case .map = yaml.content { return ranged.read(yaml, slot) }
      return name.read(yaml, slot).map { Dependency.Alternative($0) }
    }
  }
}
