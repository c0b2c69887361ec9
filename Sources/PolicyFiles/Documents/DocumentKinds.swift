import Policy
import Vocabulary

/// The kinds of documents.
enum DocumentKinds {
  /// The kinds that stand in a policy repository, by name.
  static let policy: [String: Kind<Document>] = [
    "Fleet": FleetShape.document.then { fleet, _ in .fleet(fleet) },
    "UnikernelImage": ImageShape.document.then { image, _ in .image(image) },
    "SecurityRequirement": RequirementShape.document.then { requirement, _ in
      .requirement(requirement)
    },
    "Host": HostShape.document.then { host, _ in .host(host) },
  ]

  /// The schemas of all kinds, by name.
  static var schemas: [String: Schema] {
    policy.mapValues(\.schema).merging(["Module": ModuleShape.document.schema]) { $1 }
  }

  /// Reads a document of a policy repository.
  static func read(_ yaml: YAML, _ problems: Problems) -> Document? {
    let slot = slot(for: yaml, problems)
    if let kind = name(of: yaml), let shape = policy[kind] { return shape.read(yaml, slot) }
    let unknown = DocumentShape.unknown { kind, place in
      let known = policy.keys.sorted()
      place.slot.noteUnknown(
        kind, among: known, at: place.value, "there is no kind \(Printable.excerpt(kind))",
        otherwise: kind == "Module"
          ? "a module stands in a catalog, in a file named module.yaml"
          : "the kinds are \(Spelling.list(known))")
    }
    _ = unknown.read(yaml, slot)
    return nil
  }

  /// Reads the document of a `module.yaml`.
  static func readModule(_ yaml: YAML, _ problems: Problems) -> ModuleManifest? {
    let slot = slot(for: yaml, problems)
    if name(of: yaml) == "Module" { return ModuleShape.document.read(yaml, slot) }
    let unknown = DocumentShape.unknown { _, place in
      place.note("a module.yaml is of kind Module")
    }
    _ = unknown.read(yaml, slot)
    return nil
  }

  private static func slot(for yaml: YAML, _ problems: Problems) -> Slot {
    Slot(noun: .words("the document"), key: yaml.location, problems: problems)
  }

  private static func name(of yaml: YAML) -> String? {
    guard case .map(let members) = yaml.content,
      case .string(let kind) = members.first(where: { $0.key == "kind" })?.value.content
    else { return nil }
    return kind
  }
}
