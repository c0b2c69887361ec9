package import Vocabulary

/// Unikernel image generation for cloud SDSec: the paper's Algorithm 1, lines 4–20.
///
/// Lines 1, 2, 3 and 22 are the reconciler's loop; line 21 is the toolchain's and the rollout's.
package enum Algorithm1 {
  /// Generates an image of its own specification and the requirements that apply to it.
  ///
  /// The result is a function of the arguments as sets: the order of documents never decides.
  /// - Throws: `Rejection` with everything that is wrong.
  /// - Complexity: O(d log d) for d modules, relations and demands, and the choice of modules,
  ///   whose worst case `Limits.solverStepsMax` bounds (see `Solver`).
  package static func generate(
    _ imageSpecs: Specification, _ securityReq: [Specification], from catalog: ModuleSet
  ) throws(Rejection) -> Generation {
    var imageSpecs = imageSpecs
    for requirement in securityReq {
      for (m, entry) in requirement.entries {  // 4
        imageSpecs.insert(m, origins: entry.origins)  // 5
        for range in entry.versions {
          imageSpecs.insert(versions: range.versions, origin: range.origin, into: m)
        }
        for c in entry.demands {  // 6
          imageSpecs.insert(c, into: m)  // 7
        }  // 8
      }  // 9
    }
    let closure = try Solver.solve(imageSpecs, from: catalog)
    try DemandCheck.check(imageSpecs, against: closure)

    var u = Image.minimal  // 10
    for m in closure.order {  // 11
      if let obstacle = u.obstacle(to: m) {  // 12
        throw Rejection(closure.provenance.explain(obstacle, to: m.name))  // 15
      }
      u = u.installing(m)  // 13
      for c in settings(of: m, in: imageSpecs) {  // 17
        u = u.configuring(m, c)  // 18
      }  // 19
    }  // 20
    try LostDemands.check(u, imageSpecs, closure)
    return Generation(image: u, specification: imageSpecs)
  }

  /// What module `m` is configured with: each demand, and the default where nobody demands.
  private static func settings(of m: Module, in specs: Specification) -> [Setting] {
    let demands = specs.entries[m.name]?.demands ?? []
    let defaults = m.options.compactMap { name, option in
      demands.contains { $0.setting.option == name }
        ? nil : option.defaultValue.map { Setting(name, $0) }
    }
    return defaults + demands.sorted { $0.origin < $1.origin }.map(\.setting)
  }
}
