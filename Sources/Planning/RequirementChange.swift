package import Vocabulary

/// What a commit does to one requirement, and to the images that have to meet it.
package struct RequirementChange: Hashable, Sendable {
  /// The requirement.
  package let requirement: RequirementName
  /// Where it stands, or stood.
  package let location: SourceLocation
  /// Whether its document is new.
  package let isNew: Bool
  /// Whether its document is gone.
  package let isRemoved: Bool
  /// Images that have to meet it now and had not before, new images included.
  package let enforced: [ImageName]
  /// Images that remain and no longer have to meet it.
  package let lost: [ImageName]
  /// Images that have to meet it before and after; left out when it asks for the same.
  package let kept: [ImageName]
  /// What it asks for differently; empty unless it is there before and after.
  package let alterations: [Alteration]

  /// The alterations that let more through.
  package var weakenings: [Alteration] { alterations.filter { $0.effect == .weakened } }

  /// Whether a reviewer must not overlook it: something is lost, weakened or changed in a
  /// direction that cannot be known.
  package var needsReview: Bool {
    isRemoved || !lost.isEmpty || alterations.contains { $0.effect != .strengthened }
  }
}
