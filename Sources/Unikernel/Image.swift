package import Vocabulary

/// A unikernel image as the model sees it: the paper's u ∈ 𝒰.
///
/// Building its bytes is a step of its own, which takes the finished image.
package struct Image: Hashable, Sendable {
  /// u₀, on which every other image is rooted: `Modules(u₀) = ∅` (equation 7).
  package static let minimal = Image()

  /// The installed modules in the order of their installation.
  package private(set) var installed: [Module] = []
  private var values: [ModuleName: [OptionName: OptionValue]] = [:]

  private init() {}
}

// MARK: - Operations

extension Image {
  /// Inserts a module: `Install(u, m) = u'` (equation 1).
  ///
  /// `Modules(u) ⊆ Modules(Install(u, m))`, with equality if m is installed already (equation 5).
  /// - Complexity: O(1) for an image that is not used any more, O(n) to copy one with n modules.
  package consuming func installing(_ module: Module) -> Image {
    guard values[module.name] == nil else { return self }
    installed.append(module)
    values[module.name] = [:]
    return self
  }

  /// Makes an installed module meet an option: `Configure(u, m, c) = u'` (equation 2).
  ///
  /// An option that was met before may be met no longer (equation 6): without a merge rule the new
  /// value replaces the old one. A module that is not installed leaves the image as it is.
  package consuming func configuring(_ module: Module, _ setting: Setting) -> Image {
    guard has(module.name) else { return self }
    let merged =
      if let rule = module.options[setting.option]?.merge {
        // The first value is merged with itself: a list has the rule's order from the beginning.
        rule.merge(values[module.name]?[setting.option] ?? setting.value, with: setting.value)
      } else {
        setting.value
      }
    values[module.name, default: [:]][setting.option] = merged
    return self
  }
}

// MARK: - Observers

extension Image {
  /// Names the modules inserted: `Modules(u)` (equation 3).
  package var modules: Set<ModuleName> { Set(values.keys) }

  /// Tells whether a module is inserted: `m ∈ Modules(u)`.
  package func has(_ module: ModuleName) -> Bool { values[module] != nil }

  /// Lists the options that the image meets for a module: `Configuration(u, m)` (equation 4).
  ///
  /// Empty for a module that is not installed.
  package func configuration(of module: ModuleName) -> Set<Setting> {
    Set((values[module] ?? [:]).map(Setting.init))
  }

  /// Lists the same by option name.
  package func options(of module: ModuleName) -> [OptionName: OptionValue] {
    values[module] ?? [:]
  }

  /// Tells whether the image meets a setting: whether configuring it would change nothing.
  package func meets(_ setting: Setting, of module: Module) -> Bool {
    guard values[module.name]?[setting.option] != nil else { return false }
    return configuring(module, setting).values[module.name] == values[module.name]
  }

  /// Finds what keeps `module` from being installed in this image, or `nil` if nothing does.
  ///
  /// `IsInstallable(u, m) ⇔ Modules(u) ⊇ requires(m) ∧ Modules(u) ∩ conflicts(m) = ∅` (equation 8).
  /// - Returns: The first obstacle in the equation's order, least module name first.
  package func obstacle(to module: Module) -> Obstacle? {
    if let gap = module.requires.filter({ values[$0] == nil }).min() { return .missing(gap) }
    return module.conflicts.filter { values[$0] != nil }.min().map(Obstacle.conflict)
  }

  /// Tells whether nothing keeps `module` from being installed: `IsInstallable(u, m)`.
  package func isInstallable(_ module: Module) -> Bool { obstacle(to: module) == nil }
}
