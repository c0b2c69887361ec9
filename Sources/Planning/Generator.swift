import Policy
import Unikernel
import Vocabulary

/// Makes images of their documents as one snapshot and one instant have them.
struct Generator {
  let snapshot: Snapshot
  let time: Instant

  /// Whether an image runs at this time.
  func isActive(_ document: UnikernelImage) -> Bool { document.validity.holds(at: time) }

  /// The requirements that apply to an image at this time, in order of their names.
  func requirements(for document: UnikernelImage) -> [SecurityRequirement] {
    snapshot.policy.requirements(for: document).filter { $0.validity.holds(at: time) }
  }

  /// Runs Algorithm 1 for one image, whether it runs at this time or not.
  ///
  /// - Throws: `Rejection` with everything that is wrong with it.
  func generate(_ document: UnikernelImage) throws(Rejection) -> PlannedImage {
    let requirements = requirements(for: document)
    let generation = try Algorithm1.generate(
      document.specification, requirements.map(\.specification), from: snapshot.catalog.set)
    var problems = ObligationCheck.problems(
      with: generation, of: document, requirements.map { ($0.name, $0.obligations) })
    if let problem = GateCheck.problem(with: document, generation) { problems.append(problem) }
    guard problems.isEmpty else { throw Rejection(problems) }
    let hosts = snapshot.policy.hosts(for: document)
    return PlannedImage(
      document: document, requirements: requirements, generation: generation,
      blueprint: try Drafting.blueprint(
        of: document, generation, snapshot, notAfter: ImageValidity.end(of: document, at: time)),
      hosts: hosts, places: snapshot.policy.places(of: document.name, on: hosts))
  }

  /// The next instant at which the clock may change something about a document.
  func nextChange(of document: Document) -> Instant? {
    switch document {
    case .fleet, .host: return nil
    case .requirement(let requirement): return requirement.validity.nextChange(after: time)
    case .image(let image):
      let renewal = isActive(image) ? ImageValidity.renewal(of: image, after: time) : nil
      return [image.validity.nextChange(after: time), renewal].compactMap(\.self).min()
    }
  }
}
