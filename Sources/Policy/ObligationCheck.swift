package import Vocabulary

/// Holds what requirements forbid and bound against an image.
package enum ObligationCheck {
  /// What is wrong with an image of so many bytes of code: each bound that it exceeds.
  package static func problems(
    withTextBytes textBytes: Int, of image: ImageName,
    _ obligations: [(requirement: RequirementName, obligations: Obligations)]
  ) -> [Diagnostic] {
    obligations.compactMap { requirement, obligations in
      guard let bound = obligations.textKiB, textBytes > bound.value * 1024 else { return nil }
      return Diagnostic(
        at: bound.location,
        "image \(image) has \(textBytes) bytes of code, and requirement \(requirement) allows "
          + "\(bound.value) KiB",
        hint: "take a module out of the image, or raise the bound")
    }
  }
}
