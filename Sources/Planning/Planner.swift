import Policy
import Unikernel
package import Vocabulary

/// Runs Algorithm 1 for the images that a commit can affect, and takes the others over.
package enum Planner {
  /// Plans a commit.
  ///
  /// What can affect an image is derived from what its last generation read: its document, the
  /// requirements whose selectors match, the modules of its closure, the folders sealed in.
  /// For every `previous`, the plan equals the one made with none.
  /// - Throws: `Rejection` with everything that is wrong with any image.
  /// - Complexity: O(images × requirements) to compare, Algorithm 1 for what differs.
  package static func plan(
    _ snapshot: Snapshot, after previous: FleetPlan? = nil
  ) throws(Rejection) -> FleetPlan {
    var images: [ImageName: PlannedImage] = [:]
    var regenerated: [ImageName: [Reason]] = [:]
    var problems: [Diagnostic] = []
    for (name, document) in snapshot.policy.images {
      let old = previous?.images[name]
      let reasons = old.map { ChangeDetection.reasons(for: document, since: $0, snapshot) }
      do throws(Rejection) {
        if let old, reasons?.isEmpty == true {
          images[name] = placed(old, in: snapshot)
        } else {
          images[name] = try generate(document, snapshot)
          regenerated[name] = reasons ?? [.isNew]
        }
      } catch {
        problems += error.diagnostics
      }
    }
    problems += Placement.collisions(among: images.values)
    guard problems.isEmpty else { throw Rejection(problems) }
    return FleetPlan(
      images: images, warnings: Placement.warnings(for: snapshot.policy),
      regenerated: regenerated)
  }

  private static func generate(
    _ document: UnikernelImage, _ snapshot: Snapshot
  ) throws(Rejection) -> PlannedImage {
    let requirements = snapshot.policy.requirements(for: document)
    let generation = try Algorithm1.generate(
      document.specification, requirements.map(\.specification), from: snapshot.modules)
    return PlannedImage(
      document: document, requirements: requirements, generation: generation,
      blueprint: try Drafting.blueprint(of: document, generation, snapshot),
      hosts: snapshot.policy.hosts(for: document).map(\.name))
  }

  /// The same image on the hosts that there are now.
  private static func placed(_ old: PlannedImage, in snapshot: Snapshot) -> PlannedImage {
    PlannedImage(
      document: old.document, requirements: old.requirements, generation: old.generation,
      blueprint: old.blueprint, hosts: snapshot.policy.hosts(for: old.document).map(\.name))
  }
}
