import Vocabulary

/// Checks demands against what the modules declare, before anything is configured.
enum DemandCheck {
  /// Throws everything that is wrong with the names and types of the options asked for, and
  /// with options that nobody gives a value.
  static func check(_ specs: Specification, against closure: Closure) throws(Rejection) {
    var problems: [Diagnostic] = []
    for module in closure.order {
      let demands = specs.entries[module.name]?.demands ?? []
      problems += demands.compactMap { problem(with: $0, of: module) }
      for (name, option) in module.options
      where option.defaultValue == nil && !demands.contains(where: { $0.setting.option == name }) {
        problems += closure.provenance.origins(of: module.name).map {
          Diagnostic(
            at: $0.location, "module \(module.name) needs its option \(name)",
            hint: "\(option.type.rawValue): \(option.doc)")
        }
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  private static func problem(with demand: Demand, of module: Module) -> Diagnostic? {
    let name = demand.setting.option
    guard let option = module.options[name] else {
      let known = module.options.keys.sorted().map(\.text)
      let hint =
        Spelling.suggestion(for: name.text, among: known)
        ?? "the module has \(Spelling.list(known))"
      return Diagnostic(
        at: demand.origin.location, "module \(module.name) has no option \(name)", hint: hint,
        fix: Spelling.correction(for: name.text, among: known).map {
          Diagnostic.Fix(replace: name.text, with: $0)
        })
    }
    guard option.type.admits(demand.setting.value) else {
      return Diagnostic(
        at: demand.origin.location,
        "option \(name) of module \(module.name) is of type \(option.type.rawValue)",
        hint: option.doc.isEmpty ? nil : option.doc)
    }
    return option.fault(in: demand.setting.value).map {
      Diagnostic(
        at: demand.origin.location, "option \(name) of module \(module.name) \($0.problem)",
        hint: $0.hint)
    }
  }
}
