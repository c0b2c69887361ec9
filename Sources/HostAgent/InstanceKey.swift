import HostLink
import Vocabulary

/// An instance among those of all fleets.
struct InstanceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  let fleet: FleetName
  let name: InstanceName

  /// A text that no other instance has; names have no dots.
  var description: String { "\(fleet).\(name)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.fleet, left.name) < (right.fleet, right.name)
  }
}
