import Policy
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
  }

  /// The host.
  package let host: HostName
  /// Its instances: the order of image names, which is that of the reconciler.
  package let steps: [Step]

  /// What changes on each host, in the order of names; hosts where nothing does are left out.
  ///
  /// All hosts are told at once, each all of its instances at once.
  static func effects(
    of changes: [(change: PlanChange, images: (old: PlannedImage?, new: PlannedImage?))]
  ) -> [HostEffect] {
    var steps: [HostName: [Step]] = [:]
    for (change, (was, now)) in changes {
      for host in change.hosts {
        let action: Action
        switch (was?.hosts.contains(host) == true, now?.hosts.contains(host) == true) {
        case (false, _): action = .start
        case (true, false): action = .stop
        case (true, true):
          guard let was, let now, !now.runs(like: was) else { continue }
          action = .restart
        }
        steps[host, default: []].append(Step(action: action, image: change.image))
      }
    }
    return steps.sorted { $0.key < $1.key }.map { HostEffect(host: $0.key, steps: $0.value) }
  }
}

extension PlannedImage {
  /// Whether an instance of `other` need not be replaced by one of this.
  fileprivate func runs(like other: PlannedImage) -> Bool {
    blueprint == other.blueprint && document.ports == other.document.ports
      && document.memoryMiB == other.document.memoryMiB && probes == other.probes
  }
}
