package import Policy
package import Vocabulary

/// Whether one requirement applies to one image at one instant, and why.
package struct Application: Hashable, Sendable {
  /// The image.
  package let image: ImageName
  /// The requirement.
  package let requirement: SecurityRequirement
  /// The terms of its selector against the image's labels.
  package let terms: [SelectorTerm]
  /// Whether its window is open.
  package let isOpen: Bool
  /// When the window opens or closes next; `nil` for never.
  package let nextChange: Instant?

  /// Whether it applies.
  package var applies: Bool { isOpen && terms.allSatisfy(\.holds) }

  /// Holds a requirement against an image.
  package init(of requirement: SecurityRequirement, to image: UnikernelImage, at time: Instant) {
    self.image = image.name
    self.requirement = requirement
    terms = SelectorTerm.terms(of: requirement.selector, against: image.labels)
    isOpen = requirement.validity.holds(at: time)
    nextChange = requirement.validity.nextChange(after: time)
  }
}
