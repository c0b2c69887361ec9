package import Vocabulary

/// What a commit does to one image.
package struct PlanChange: Hashable, Sendable {
  /// The kind of change.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A new image.
    case added
    /// Other bytes.
    case rebuilt
    /// The same bytes, run differently: ports, probes or hosts.
    case redeployed
    /// An image that is gone.
    case removed
    /// Nothing differs.
    case kept
  }

  /// The image.
  package let image: ImageName
  /// The kind of change.
  package let kind: Kind
  /// Modules that it has now and had not before.
  package let modulesGained: [ModuleName]
  /// Modules that it had before.
  package let modulesLost: [ModuleName]
  /// Modules that both have, with other files.
  package let modulesChanged: [ModuleName]
  /// Options with another value than before; those of modules gained and lost among them.
  package let options: [OptionChange]
  /// Folders sealed in whose files differ.
  package let directories: [String]
  /// What else differs: target, memory, ports, probes.
  package let properties: [PropertyChange]
  /// Requirements that apply now and did not before.
  package let requirementsGained: [RequirementName]
  /// Requirements that applied before.
  package let requirementsLost: [RequirementName]
  /// The hosts whose instances change.
  package let hosts: [HostName]
}

extension PlanChange {
  /// One option with another value than before.
  package struct OptionChange: Hashable, Sendable {
    /// The module.
    package let module: ModuleName
    /// The option.
    package let option: OptionName
    /// The value before; `nil` when the module had none.
    package let old: OptionValue?
    /// The value now; `nil` when the module has none.
    package let new: OptionValue?

    /// Module and option: `access-control.anonymous`.
    package var name: String { "\(module).\(option)" }
  }

  /// One property of the image besides its modules.
  package struct PropertyChange: Hashable, Sendable {
    /// Its name, as documents have it.
    package let name: String
    /// The value before.
    package let old: String
    /// The value now.
    package let new: String
  }
}
