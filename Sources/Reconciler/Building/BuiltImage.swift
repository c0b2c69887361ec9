package import Planning
import Policy
package import Vocabulary

/// The bytes of an image, in the store.
package struct BuiltImage: Hashable, Sendable {
  /// The image.
  package let name: ImageName
  /// The digest of its bytes.
  package let digest: Digest
  /// The image key: equal keys give equal bytes.
  package let key: Digest
  /// The ABI.
  package let target: Target
  /// Bytes of code.
  package let textBytes: Int
  /// The modules that had to be compiled; `nil` when the image was in the store.
  package let compiled: [ModuleName]?
  /// The digest of the toolchain's identity.
  package let toolchain: Digest
  /// When the build, or the look into the store, began.
  package let startedOn: Instant
  /// When it was done.
  package let finishedOn: Instant

  /// How long it took, in milliseconds.
  package var milliseconds: Int {
    Int(finishedOn.milliseconds - startedOn.milliseconds)
  }
}

extension BuiltImage {
  /// Refuses an image with more code than a requirement on `planned`, of which it was built, allows.
  package func checkBounds(of planned: PlannedImage) throws(BuildFailure) {
    let problems = ObligationCheck.problems(
      withTextBytes: textBytes, of: name, planned.obligations)
    guard problems.isEmpty else { throw .rejected(Rejection(problems)) }
  }
}
