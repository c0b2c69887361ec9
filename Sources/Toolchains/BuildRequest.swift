package import Vocabulary

/// Everything that decides the bytes of an image, besides the toolchain.
package struct BuildRequest: Hashable, Sendable {
  /// The image's name.
  package let image: ImageName
  /// Which tender runs the image.
  package let target: Target
  /// The modules in the order of their installation: each after all that it requires.
  package let modules: [SealedModule]
  /// The members of the image's Merlon note; the toolchain adds `imageKey`.
  ///
  /// They are part of the image key, so nothing belongs here that changes with every commit.
  package let note: [String: JSON]

  /// Makes a request.
  package init(
    image: ImageName, target: Target, modules: [SealedModule], note: [String: JSON] = [:]
  ) {
    self.image = image
    self.target = target
    self.modules = modules
    self.note = note
  }
}
