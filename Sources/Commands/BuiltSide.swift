import Planning
import Policy
import Reconciler
import Vocabulary

/// One side of a comparison with what builds its images.
struct BuiltSide {
  private let side: PolicySide
  private let builder: ImageBuilder

  init(_ side: PolicySide, _ builder: ImageBuilder) {
    self.side = side
    self.builder = builder
  }

  /// The image of a name, if it runs.
  func image(_ name: ImageName) -> PlannedImage? { side.plan[name] }

  /// Builds an image and reads its attack surface off the bytes.
  ///
  /// - Parameter isBound: Whether it is held against the bounds of its requirements, as the
  ///   reconciler does.
  /// - Throws: `Rejection` for what the policy's author has to mend, `Failure` for the rest.
  func surface(of planned: PlannedImage, isBound: Bool) async throws -> AttackSurface {
    do throws(BuildFailure) {
      let built = try await builder.build(planned, of: side.revision)
      if isBound { try built.checkBounds(of: planned) }
      return AttackSurface(of: planned, in: side.revision.snapshot.catalog)
        .measured(by: try builder.measure(built))
    } catch {
      guard let found = error.diagnostics(for: planned.document.location) else {
        throw Failure.cannotRun(error.description)
      }
      throw Rejection(found)
    }
  }
}
