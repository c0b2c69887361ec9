/// Something of a change of policy that nobody must overlook: a reviewer before it, an auditor after.
package struct Callout: Hashable, Sendable {
  /// How bad it may be.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A requirement that an image no longer has to meet.
    case lost
    /// A requirement that lets more through.
    case weakened
    /// A change whose direction is for a person to judge.
    case changed
  }

  /// How bad it may be.
  package let kind: Kind
  /// The requirement that it is about; `nil` for an option that no requirement accounts for.
  package let requirement: RequirementName?
  /// The images that it is about, by name.
  package let images: [ImageName]
  /// What it is, for people.
  package let message: String
  /// Where it stands.
  package let location: SourceLocation

  /// Makes a callout.
  package init(
    _ kind: Kind, requirement: RequirementName? = nil, images: [ImageName] = [], message: String,
    at location: SourceLocation
  ) {
    self.kind = kind
    self.requirement = requirement
    self.images = images
    self.message = message
    self.location = location
  }
}
