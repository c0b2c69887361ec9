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

  /// Builds an image.
  ///
  /// - Throws: `Rejection` for what the policy's author has to mend, `Failure` for the rest.
  func build(_ planned: PlannedImage) async throws -> BuiltImage {
    do throws(BuildFailure) {
      return try await builder.build(planned, of: side.revision)
    } catch {
      throw Self.error(error, planned)
    }
  }

  /// Holds an image against the bounds of its requirements, as the reconciler does.
  ///
  /// - Throws: `Rejection` with each bound that it exceeds.
  func checkBounds(of built: BuiltImage, _ planned: PlannedImage) throws {
    do throws(BuildFailure) { try built.checkBounds(of: planned) } catch {
      throw Self.error(error, planned)
    }
  }

  /// The attack surface of an image as its bytes show it.
  func surface(of built: BuiltImage, _ planned: PlannedImage) throws -> AttackSurface {
    do throws(BuildFailure) {
      return AttackSurface(of: planned, in: side.revision.snapshot.catalog)
        .measured(by: try builder.measure(built))
    } catch {
      throw Self.error(error, planned)
    }
  }

  private static func error(_ failure: BuildFailure, _ planned: PlannedImage) -> any Error {
    guard let found = failure.diagnostics(for: planned.document.location) else {
      return Failure.cannotRun(failure.description)
    }
    return Rejection(found)
  }
}
