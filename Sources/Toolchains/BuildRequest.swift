package import Vocabulary

/// Everything that decides the bytes of an image, besides the toolchain.
package struct BuildRequest: Hashable, Sendable {
  /// The image's name.
  package let image: ImageName
  /// Which tender runs the image.
  package let target: Target
  /// The modules in the order of their installation: each after all that it requires.
  package let modules: [SealedModule]
  /// The members of the image's Merlon note; the toolchain adds its own.
  ///
  /// They are part of the image key, so nothing belongs here that changes with every commit.
  package let note: [String: JSON]
  /// The seed of the order in which functions and data lie; when absent, the image key gives one, so
  /// that renewals of an image differ in layout.
  package let layoutSeed: UInt32?

  /// Makes a request.
  package init(
    image: ImageName, target: Target, modules: [SealedModule], note: [String: JSON] = [:],
    layoutSeed: UInt32? = nil
  ) {
    self.image = image
    self.target = target
    self.modules = modules
    self.note = note
    self.layoutSeed = layoutSeed
  }
}

extension BuildRequest {
  /// What the image says of itself: what was asked for, what its host must have, and its key.
  func sealedNote(key: Digest) throws(ToolchainError) -> JSON {
    let needs = try HostNeeds.note(modules)
    return .object(
      note.merging(needs) { $1 }.merging(["imageKey": .string(key.description)]) { $1 })
  }
}
