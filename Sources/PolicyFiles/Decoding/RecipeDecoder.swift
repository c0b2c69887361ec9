import Policy
import Vocabulary

/// Decodes the part of `module.yaml` that toolchains read.
///
/// What ends up in generated C is checked here: names of functions, headers and hooks.
enum RecipeDecoder {
  static func decode(_ spec: Fields) -> BuildRecipe {
    var recipe = BuildRecipe()
    recipe.sources = spec.relativePaths(spec.optional("sources"))
    recipe.headers = spec.relativePaths(spec.optional("headers"))
    recipe.external = spec.list(spec.optional("external")).compactMap {
      external($0, spec.problems)
    }
    for member in spec.map(spec.optional("declares")) {
      guard isHook(member.key, at: member.location, spec.problems) else { continue }
      recipe.declares[member.key] = declaration(member, spec.problems)
    }
    recipe.fills = spec.list(spec.optional("fills")).compactMap { filling($0, spec.problems) }
    recipe.devices = spec.list(spec.optional("devices")).compactMap { device($0, spec.problems) }
    recipe.hasStart = spec.boolean(spec.optional("start")) ?? false
    recipe.run = spec.optional("run").flatMap { identifier($0, spec) }
    return recipe
  }

  private static func external(
    _ element: YAML, _ problems: Problems
  ) -> BuildRecipe.ExternalSources? {
    guard let fields = Fields(element, path: "an external package", problems: problems) else {
      return nil
    }
    defer { fields.finish() }
    let member = fields.required("package")
    let package = fields.string(member)
    let include = fields.relativePaths(fields.optional("include"))
    let sources = fields.relativePaths(fields.required("sources"))
    guard let package, let member else { return nil }
    guard RelativePath.checked(package) == package, !package.contains("/") else {
      problems.note(at: member.value.location, "\"\(package)\" is not a source package's name")
      return nil
    }
    return BuildRecipe.ExternalSources(package: package, include: include, sources: sources)
  }

  private static func declaration(
    _ member: YAML.Member, _ problems: Problems
  ) -> BuildRecipe.HookDeclaration? {
    let hook = Fields(member.value, path: "the hook \(member.key)", problems: problems)
    guard let fields = hook else { return nil }
    defer { fields.finish() }
    let arguments = fields.string(fields.required("arguments"))
    let pass = fields.string(fields.required("pass"))
    let header = fields.required("header").flatMap {
      fields.relativePath($0.value, named: "a hook's header")
    }
    if let result = fields.required("result"), fields.string(result) != "first-nonzero" {
      problems.note(at: result.value.location, "a hook's result can only be first-nonzero")
    }
    guard let arguments, let pass, let header else { return nil }
    return BuildRecipe.HookDeclaration(arguments: arguments, pass: pass, header: header)
  }

  private static func filling(
    _ element: YAML, _ problems: Problems
  ) -> BuildRecipe.HookFilling? {
    guard let fields = Fields(element, path: "a filled hook", problems: problems) else {
      return nil
    }
    defer { fields.finish() }
    let member = fields.required("hook")
    let hook = fields.string(member)
    let function = fields.required("function").flatMap { identifier($0, fields) }
    let order = fields.integer(fields.required("order"), in: 0...1_000_000)
    guard let hook, let member, let function, let order,
      isHook(hook, at: member.value.location, problems)
    else { return nil }
    return BuildRecipe.HookFilling(hook: hook, function: function, order: order)
  }

  private static func device(_ element: YAML, _ problems: Problems) -> BuildRecipe.Device? {
    guard let fields = Fields(element, path: "a device", problems: problems) else { return nil }
    defer { fields.finish() }
    let member = fields.required("name")
    let name = fields.string(member)
    let kind = fields.choice(fields.required("type"), as: BuildRecipe.Device.Kind.self)
    guard let name, let member, let kind else { return nil }
    let isName = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
    }
    guard isName, (1...67).contains(name.utf8.count) else {
      problems.note(
        at: member.value.location, "a device's name has 1 to 67 ASCII letters and digits")
      return nil
    }
    return BuildRecipe.Device(name: name, kind: kind)
  }

  /// A name in C.
  private static func identifier(_ member: YAML.Member, _ fields: Fields) -> String? {
    guard let text = fields.string(member) else { return nil }
    let isName = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "_")
    }
    if isName, let first = text.utf8.first, !(0x30...0x39).contains(first) { return text }
    fields.problems.note(
      at: member.value.location, "\"\(text)\" is not the name of a C function",
      hint: "a–z, 0–9 and _, not beginning with a digit")
    return nil
  }

  private static func isHook(
    _ text: String, at location: SourceLocation, _ problems: Problems
  ) -> Bool {
    let isHook = text.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || $0 == UInt8(ascii: ".")
    }
    if !isHook || text.isEmpty {
      problems.note(at: location, "a hook's name has a–z and dots, as http.request")
    }
    return isHook && !text.isEmpty
  }
}
