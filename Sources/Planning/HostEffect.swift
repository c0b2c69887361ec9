import Policy
import Rollout
package import Vocabulary

/// What a commit does on one host, in the order in which the host is told.
package struct HostEffect: Hashable, Sendable {
  /// What becomes of an instance.
  package enum Action: String, Hashable, Sendable {
    /// An instance where there was none.
    case start
    /// A new instance in place of the old one, once its probes have passed.
    case restart
    /// The instance goes.
    case stop
  }

  /// One instance.
  package struct Step: Hashable, Sendable {
    /// What becomes of it.
    package let action: Action
    /// Its image.
    package let image: ImageName
    /// Its place, from 1, among the steps of the image's rollout: the host is told when the
    /// instances of all steps before it serve.
    package let number: Int
    /// How many steps the image's rollout has.
    package let count: Int
  }

  /// The host.
  package let host: HostName
  /// Its instances by number of step, then by name.
  package let steps: [Step]

  /// What changes on each host, in the order of names; hosts where nothing does are left out.
  ///
  /// Images do not wait for each other, and nothing but an image's own rules makes its hosts wait.
  static func effects(
    of changes: [(change: PlanChange, images: (old: PlannedImage?, new: PlannedImage?))]
  ) -> [HostEffect] {
    var steps: [HostName: [Step]] = [:]
    for (change, (was, now)) in changes {
      let (old, new) = (Set(was?.hosts ?? []), Set(now?.hosts ?? []))
      let told = RolloutForecast.steps(
        from: old.sorted(), to: new.sorted(),
        unlike: old.filter { host in
          was.flatMap { was in now.map { !$0.runs(like: was, on: host) } } ?? true
        },
        by: now?.document.rollout ?? RolloutRules())
      for (index, hosts) in told.enumerated() {
        for host in hosts {
          let action: Action =
            !new.contains(host) ? .stop : old.contains(host) ? .restart : .start
          steps[host, default: []].append(
            Step(action: action, image: change.image, number: index + 1, count: told.count))
        }
      }
    }
    return steps.sorted { $0.key < $1.key }.map { host, steps in
      HostEffect(host: host, steps: steps.sorted { ($0.number, $0.image) < ($1.number, $1.image) })
    }
  }
}

extension PlannedImage {
  /// Whether an instance of `other` on a host need not be replaced by one of this.
  fileprivate func runs(like other: PlannedImage, on host: HostName) -> Bool {
    blueprint == other.blueprint && document.ports == other.document.ports
      && document.memoryMiB == other.document.memoryMiB && probes == other.probes
      && places[host] == other.places[host]
  }
}
