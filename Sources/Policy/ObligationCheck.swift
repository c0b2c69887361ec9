package import Unikernel
package import Vocabulary

/// Holds what requirements forbid and bound against an image.
package enum ObligationCheck {
  /// What applies to an image: requirements with what they demand beyond modules and options.
  package typealias Applicable = [(requirement: RequirementName, obligations: Obligations)]

  /// What is wrong with an image as it was generated, at the places that forbid or bound it.
  ///
  /// - Complexity: O(prohibitions + bounds), and what it takes to explain those that are broken.
  package static func problems(
    with generation: Generation, of document: UnikernelImage, _ applicable: Applicable
  ) -> [Diagnostic] {
    applicable.flatMap { requirement, obligations in
      let check = Check(
        image: document.name, generation: generation, requirement: requirement,
        obligations: obligations)
      return check.forbiddenModules + check.forbiddenOptions + check.moduleCount
        + check.ports(of: document)
    }
  }

  /// What is wrong with an image of so many bytes of code: each bound that it exceeds.
  package static func problems(
    withTextBytes textBytes: Int, of image: ImageName, _ applicable: Applicable
  ) -> [Diagnostic] {
    applicable.compactMap { requirement, obligations in
      guard let bound = obligations.textKiB, textBytes > bound.value * 1024 else { return nil }
      return Diagnostic(
        at: bound.location,
        "image \(image) has \(textBytes) bytes of code, and requirement \(requirement) allows "
          + "\(bound.value) KiB",
        hint: "take a module out of the image, or raise the bound")
    }
  }
}

/// The obligations of one requirement, held against one image.
private struct Check {
  let image: ImageName
  let generation: Generation
  let requirement: RequirementName
  let obligations: Obligations

  var forbiddenModules: [Diagnostic] {
    obligations.forbiddenModules.filter { generation.image.has($0.key) }.map { name, location in
      Diagnostic(
        at: location,
        "requirement \(requirement) forbids module \(name), which image \(image) has because of "
          + generation.reasons(for: name),
        hint: "take the module out there, or narrow the selector of requirement \(requirement)")
    }
  }

  var forbiddenOptions: [Diagnostic] {
    obligations.forbiddenOptions.flatMap { ban -> [Diagnostic] in
      guard let value = generation.image.options(of: ban.module)[ban.option] else { return [] }
      return ban.values.filter { Self.value(value, has: $0) }.map { forbidden in
        let demands = generation.specification.entries[ban.module]?.demands ?? []
        let asking = demands.filter {
          $0.setting.option == ban.option && Self.value($0.setting.value, has: forbidden)
        }
        let reason =
          asking.isEmpty
          ? "which is its default; module \(ban.module) is there because of "
            + generation.reasons(for: ban.module)
          : "because of " + asking.map(\.origin).sorted().map(\.description).joined(separator: ", ")
        return Diagnostic(
          at: ban.location,
          "requirement \(requirement) forbids \(forbidden) for option \(ban.option) of module "
            + "\(ban.module), and image \(image) has \(value), \(reason)",
          hint: asking.isEmpty
            ? "ask for another value of the option" : "ask for another value there")
      }
    }
  }

  var moduleCount: [Diagnostic] {
    let installed = generation.image.installed
    guard let bound = obligations.modules, installed.count > bound.value else { return [] }
    let asked = installed.map(\.name).filter { generation.specification.entries[$0] != nil }
    return [
      Diagnostic(
        at: bound.location,
        "image \(image) has \(installed.count) modules, and requirement \(requirement) allows "
          + "\(bound.value)",
        hint: "\(Spelling.list(asked.sorted().map(\.text))) are asked for by name, the others "
          + "pulled in")
    ]
  }

  func ports(of document: UnikernelImage) -> [Diagnostic] {
    guard let bound = obligations.openPorts else { return [] }
    let allowed = bound.value.sorted().map(String.init)
    return Set(document.ports.map(\.port)).subtracting(bound.value).sorted().map { port in
      Diagnostic(
        at: bound.location,
        "image \(image) (\(document.location)) opens port \(port), and requirement \(requirement) "
          + "allows \(allowed.isEmpty ? "none" : Spelling.list(allowed))",
        hint: "take the port out of the image, or add it to the requirement")
    }
  }

  /// Tells whether a value is another one, or has it as an element or key.
  private static func value(_ value: OptionValue, has other: OptionValue) -> Bool {
    if value == other { return true }
    switch (value, other) {
    case (.list(let elements), _): return elements.contains(other)
    case (.map(let members), .string(let key)): return members[key] != nil
    default: return false
    }
  }
}
