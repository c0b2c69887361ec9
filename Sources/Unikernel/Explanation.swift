package import Vocabulary

/// Why one module is in an image, and each of its options what it is.
package struct Explanation: Hashable, Sendable {
  /// The module.
  package let module: ModuleName
  /// Its version.
  package let version: Version
  /// Who asked for it by name, by place; empty for a module that was only pulled in.
  package let origins: [Origin]
  /// Who accepts which versions of it, by place.
  package let versions: [VersionDemand]
  /// The modules that require it, in installation order.
  package let requirers: [Requirer]
  /// Its options by name.
  package let options: [OptionReason]

  /// A module that requires the explained one.
  package struct Requirer: Hashable, Sendable {
    /// The module that requires it.
    package let module: ModuleName
    /// The dependency that the explained module meets; it may have other alternatives.
    package let dependency: Dependency
  }

  /// Why an option has its value.
  package struct OptionReason: Hashable, Sendable {
    /// The option.
    package let option: OptionName
    /// The value that is sealed in.
    package let value: OptionValue
    /// What was asked for, by place; empty when the value is the module's default.
    package let demands: [Demand]
  }
}

extension Generation {
  /// Explains each module of the image, in installation order.
  ///
  /// - Complexity: O(n log n) for n modules, dependencies, options and demands.
  package var explanation: [Explanation] {
    var requirers: [ModuleName: [Explanation.Requirer]] = [:]
    let versions = Dictionary(
      image.installed.map { ($0.name, $0.version) }, uniquingKeysWith: { first, _ in first })
    for module in image.installed {
      for dependency in module.dependencies {
        let met = dependency.anyOf.first { alternative in
          module.requires.contains(alternative.module)
            && versions[alternative.module].map(alternative.versions.contains) == true
        }
        guard let met else { continue }
        requirers[met.module, default: []].append(
          Explanation.Requirer(module: module.name, dependency: dependency))
      }
    }
    return image.installed.map { module in
      let entry = specification.entries[module.name]
      return Explanation(
        module: module.name, version: module.version, origins: (entry?.origins ?? []).sorted(),
        versions: (entry?.versions ?? []).sorted {
          ($0.origin, $0.versions.description) < ($1.origin, $1.versions.description)
        },
        requirers: requirers[module.name] ?? [],
        options: options(of: module, demanded: entry?.demands ?? []))
    }
  }

  /// Who brought a module in, directly or through what requires it, for a sentence.
  package func reasons(for module: ModuleName) -> String {
    let provenance = Provenance(specification, of: image.installed)
    let reasons = provenance.reasons(for: module)
    guard specification.entries[module] == nil else { return reasons }
    let requirers = image.installed.filter { $0.requires.contains(module) }.map(\.name.text)
    return "\(requirers.count == 1 ? "module" : "modules") \(Spelling.list(requirers.sorted())), "
      + "which \(requirers.count == 1 ? "is" : "are") there because of \(reasons)"
  }

  private func options(
    of module: Module, demanded: Few<Demand>
  ) -> [Explanation.OptionReason] {
    image.options(of: module.name).sorted { $0.key < $1.key }.map { name, value in
      let demands = demanded.filter { $0.setting.option == name }.sorted {
        ($0.origin, $0.setting.value.description) < ($1.origin, $1.setting.value.description)
      }
      return Explanation.OptionReason(option: name, value: value, demands: demands)
    }
  }
}
