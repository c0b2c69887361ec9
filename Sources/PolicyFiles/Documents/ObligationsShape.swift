import Policy
import Unikernel
import Vocabulary

/// `forbid` and `limits` of a requirement.
enum ObligationsShape {
  static let forbid: Kind<Obligations> = .mapping(
    .defaulted("modules", .list(of: module), [], "Modules that must not be in the image."),
    .defaulted(
      "options", options, [], "Values that options must not have, not even as an element or key.")
  ) { _, modules, options in
    var obligations = Obligations()
    for module in modules { obligations.forbiddenModules[module.value] = module.location }
    obligations.forbiddenOptions = options
    return obligations
  }

  static let limits: Kind<Obligations> = .mapping(
    .optional(
      "textKiB", Kind.integer(1...Limits.memoryMiBMax * 1024).located, "Most KiB of code."),
    .optional(
      "modules", Kind.integer(0...Limits.modulesPerImageMax).located,
      "Most modules, those that others pull in included."),
    .optional(
      "openPorts", Kind.list(of: .port).located,
      "The only TCP ports of the image that a host may make reachable.")
  ) { _, text, modules, ports in
    var obligations = Obligations()
    obligations.textKiB = text.map { Obligations.Bound($0.value, at: $0.location) }
    obligations.modules = modules.map { Obligations.Bound($0.value, at: $0.location) }
    obligations.openPorts = ports.map { Obligations.Bound(Set($0.value), at: $0.location) }
    return obligations
  }

  private static let module = Kind.text(Form<ModuleName>.name()).called("a module's name").located

  private static let options: Kind<[Obligations.ForbiddenOption]> = Kind.map(
    from: Form<ModuleName>.name(),
    to: .map(
      from: Form<OptionName>.name(),
      to: .list(
        of: .optionValue, count: 1...Limits.documentNodesMax,
        "an option that is forbidden something needs a value"), called: "option"),
    called: "the options of module"
  ).then { modules, _ in
    modules.flatMap { module in
      module.value.map { option in
        Obligations.ForbiddenOption(
          module: module.key, option: option.key, values: option.value,
          location: option.location)
      }
    }
  }
}
