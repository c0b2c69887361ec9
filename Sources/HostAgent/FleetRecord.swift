import HostLink
import Vocabulary

/// What the journal holds of one fleet.
struct FleetRecord: Hashable, Sendable {
  /// What the fleet wants.
  var desired: DesiredState
  /// What each instance served with last: it comes back with that if what is wanted fails.
  var good: [InstanceName: DesiredInstance]
}

extension FleetRecord: WireValue {
  var json: JSON {
    .object([
      "desired": desired.json,
      "good": .array(good.sorted { $0.key < $1.key }.map(\.value.json)),
    ])
  }

  init(_ reader: WireReader) throws(HostLinkError) {
    desired = try reader.value("desired")
    let instances: [DesiredInstance] = try reader.values(
      "good", atMost: HostLinkLimits.instancesMax)
    good = Dictionary(instances.map { ($0.name, $0) }) { first, _ in first }
  }
}
