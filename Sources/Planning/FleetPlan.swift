package import Vocabulary

/// What a commit wants of the whole fleet.
package struct FleetPlan: Sendable {
  /// The images by name.
  package let images: [ImageName: PlannedImage]
  /// What is odd but does not refuse the commit.
  package let warnings: [Diagnostic]
  /// The images for which Algorithm 1 ran again, with why; the others were taken over.
  package let regenerated: [ImageName: [Reason]]

  /// The names of all images, in order.
  package var names: [ImageName] { images.keys.sorted() }

  /// The image of a name, or `nil` if the commit wants none.
  package subscript(name: ImageName) -> PlannedImage? { images[name] }
}
