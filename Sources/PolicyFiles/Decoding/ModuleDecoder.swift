import Policy
import Unikernel
import Vocabulary

/// Decodes `kind: Module`, the `module.yaml` of a catalog.
enum ModuleDecoder {
  static func decode(_ header: Header) -> ModuleManifest? {
    let spec = header.spec
    defer { spec.finish() }
    let name: ModuleName? = spec.name(header.name.text, at: header.name.location)
    let role = spec.choice(spec.required("role"), as: ModuleManifest.Role.self)
    let doc = spec.string(spec.required("doc"))
    let requires = relations(spec.optional("requires"), spec)
    let conflicts = relations(spec.optional("conflicts"), spec)
    var options: [OptionName: Option] = [:]
    for member in spec.map(spec.optional("options")) {
      guard let name: OptionName = spec.name(member.key, at: member.location) else { continue }
      options[name] = option(member, spec.problems)
    }
    let recipe = RecipeDecoder.decode(spec)
    guard let name, let role, let doc else { return nil }
    return ModuleManifest(
      module: Module(
        name: name, requires: requires, conflicts: conflicts, options: options,
        location: header.location),
      role: role, doc: doc, recipe: recipe)
  }

  private static func relations(_ member: YAML.Member?, _ spec: Fields) -> Set<ModuleName> {
    let elements = spec.list(member)
    if let member, elements.count > Limits.relationsMax {
      spec.problems.note(
        at: member.location, "\(member.key) has more than \(Limits.relationsMax) modules")
    }
    return Set(
      elements.compactMap { element in
        spec.string(element, named: "a module's name").flatMap {
          spec.name($0, at: element.location)
        }
      })
  }

  private static func option(_ member: YAML.Member, _ problems: Problems) -> Option? {
    guard
      let fields = Fields(member.value, path: "the option \(member.key)", problems: problems)
    else { return nil }
    defer { fields.finish() }
    let type = fields.choice(fields.required("type"), as: OptionType.self)
    let mergeMember = fields.optional("merge")
    let merge = fields.choice(mergeMember, as: MergeRule.self)
    let doc = fields.string(fields.required("doc"))
    let fallback = fields.optional("default")
    let value = fallback.flatMap {
      SpecificationDecoder.value($0.value, of: member.key, problems)
    }
    guard let type, let doc else { return nil }
    if let fallback, let value, !type.admits(value) {
      problems.note(
        at: fallback.value.location,
        "the default of option \(member.key) is not of type \(type.rawValue)")
    }
    if let mergeMember, let merge, !merge.applies(to: type) {
      problems.note(
        at: mergeMember.value.location,
        "the merge rule \(merge.rawValue) has no meaning for type \(type.rawValue)")
    }
    return Option(type: type, defaultValue: value, merge: merge, doc: doc)
  }
}
