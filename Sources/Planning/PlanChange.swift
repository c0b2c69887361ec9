package import Vocabulary

/// What a commit does to one image.
package struct PlanChange: Hashable, Sendable {
  /// The kind of change.
  package enum Kind: String, Hashable, Sendable {
    /// Nothing differs.
    case kept
    /// The same bytes, run differently: ports, probes or hosts.
    case redeployed
    /// Other bytes.
    case rebuilt
    /// A new image.
    case added
    /// An image that is gone.
    case removed
  }

  /// The image.
  package let image: ImageName
  /// The kind of change.
  package let kind: Kind
  /// Modules that it has now and had not before.
  package let modulesGained: [ModuleName]
  /// Modules that it had before.
  package let modulesLost: [ModuleName]
  /// Options with another value than before, as `module.option`, new and old value.
  package let options: [OptionChange]
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
  }
}
