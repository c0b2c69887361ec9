package import Vocabulary

/// The order in which the instances of an image will give way, if all goes well.
package enum RolloutForecast {
  /// The hosts that are told something, in steps: each step's as soon as those before it serve.
  ///
  /// It is what `FleetRollout` does with the image when every host does what it is told.
  ///
  /// - Parameters:
  ///   - old: The hosts that run the image.
  ///   - new: The hosts that shall run it.
  ///   - unlike: Those of them where something else runs than shall run.
  ///   - rules: How one version gives way to the other.
  /// - Complexity: O(steps × hosts × log(hosts)).
  package static func steps(
    from old: [HostName], to new: [HostName], unlike: Set<HostName>, by rules: RolloutRules
  ) -> [[HostName]] {
    let after = 1
    var image = ImageRollout(
      Dictionary(
        uniqueKeysWithValues: old.map { host in
          let before = unlike.contains(host) ? 0 : after
          return (host, SeatObservation(told: before, serving: before))
        }), unlike: after)
    image.want(new.isEmpty ? nil : RolloutGoal(version: after, hosts: new, rules: rules))
    var steps: [[HostName]] = []
    while case let told = image.advance(), !told.isEmpty {
      steps.append(told)
      for host in told {
        let version = image.places[host]?.told
        image.places[host]?.serving = version
      }
    }
    return steps
  }
}
