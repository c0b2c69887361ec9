package import Vocabulary

/// All that one fleet wants to run on one host; what is not named here is stopped.
package struct DesiredState: Hashable, Sendable {
  /// The fleet that speaks; it changes nothing of other fleets.
  package let fleet: FleetName
  /// Its instances on this host.
  package let instances: [DesiredInstance]

  /// Makes the state.
  package init(fleet: FleetName, instances: [DesiredInstance]) {
    self.fleet = fleet
    self.instances = instances
  }
}

extension DesiredState: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object(["fleet": .string(fleet.text), "instances": .array(instances.map(\.json))])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    fleet = try reader.name("fleet")
    instances = try reader.values("instances", atMost: HostLinkLimits.instancesMax)
    guard Set(instances.map(\.name)).count == instances.count else {
      throw reader.malformed("instances", "free of repeated names")
    }
  }
}
