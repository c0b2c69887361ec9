import Planning
import Policy
import Vocabulary

/// Builds what a change makes different, measures it, and holds it against what requirements bound.
struct PlanMeasurement {
  let review: PlanReview
  let older: BuiltSide?
  let newer: BuiltSide

  /// The attack surface of both sides of each image whose bytes differ.
  ///
  /// - Throws: `Rejection` with all that is wrong with images of the newer side.
  func run() async throws -> [ImageName: PlanReview.SurfacePair] {
    var pairs: [ImageName: PlanReview.SurfacePair] = [:]
    var problems: [Diagnostic] = []
    for name in names {
      do {
        let new = try await newSurface(of: name)
        guard isDifferent.contains(name) else { continue }
        pairs[name] = PlanReview.SurfacePair(old: await oldSurface(of: name), new: new)
      } catch let rejection as Rejection {
        problems += rejection.diagnostics
      }
    }
    guard problems.isEmpty else { throw Rejection(problems) }
    return pairs
  }

  /// The images whose bytes differ.
  private var isDifferent: Set<ImageName> {
    Set(review.images.filter { [.added, .rebuilt, .removed].contains($0.kind) }.map(\.image))
  }

  /// Those, and the images that are as before under a bound that may not be.
  private var names: [ImageName] {
    let judged = review.requirements.flatMap { $0.kept + $0.enforced }.filter { name in
      newer.image(name)?.obligations.contains { $0.obligations.textKiB != nil } ?? false
    }
    return isDifferent.union(judged).sorted()
  }

  private func newSurface(of name: ImageName) async throws -> AttackSurface? {
    guard let planned = newer.image(name) else { return nil }
    return try await newer.surface(of: planned, isBound: true)
  }

  /// What cannot be built any more is no fault of the change: it stays as planned.
  private func oldSurface(of name: ImageName) async -> AttackSurface? {
    guard let older, let planned = older.image(name),
      let surface = try? await older.surface(of: planned, isBound: false)
    else { return review.surfaces[name]?.old }
    return surface
  }
}
