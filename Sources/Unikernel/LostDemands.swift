import Vocabulary

/// The check that equation 6 makes necessary: that every demand is met after the last Configure.
enum LostDemands {
  /// Throws for each demand that a later Configure undid, naming both places.
  static func check(_ u: Image, _ specs: Specification, _ closure: Closure) throws(Rejection) {
    var problems: [Diagnostic] = []
    for module in closure.order {
      let demands = specs.entries[module.name]?.demands ?? []
      // One demand alone is always met.
      guard demands.count > 1 else { continue }
      for lost in demands where !u.meets(lost.setting, of: module) {
        let rivals = demands.filter {
          $0.setting.option == lost.setting.option && $0.setting.value != lost.setting.value
        }
        for rival in rivals {
          problems.append(contradiction(of: lost, and: rival, in: module))
          problems.append(contradiction(of: rival, and: lost, in: module))
        }
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  private static func contradiction(
    of demand: Demand, and rival: Demand, in module: Module
  ) -> Diagnostic {
    Diagnostic(
      at: demand.origin.location,
      "option \(demand.setting.option) of module \(module.name) is asked to be "
        + "\(demand.setting.value) here, but \(rival.setting.value) by \(rival.origin)",
      hint: "one image has one value for an option: change one of the two, or narrow a selector")
  }
}
