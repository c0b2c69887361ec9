import HostLink
import Planning
import Policy
import Vocabulary

/// What a plan wants of one host.
struct HostWish: Sendable {
  let host: HostName
  let socket: String
  let desired: DesiredState
  /// The images that the host needs, by digest.
  let images: Set<Digest>
}

extension HostWish {
  /// Makes the wish for `host`, which is empty if the plan places nothing there.
  init(
    _ host: Host, defaultSocket: String, fleet: FleetName, plan: FleetPlan,
    built: [ImageName: BuiltImage], revision: CommitID
  ) {
    let placed = plan.images.values.filter { $0.hosts.contains(host.name) }
      .sorted { $0.document.name < $1.document.name }
    let instances = placed.compactMap { planned in
      built[planned.document.name].map {
        DesiredInstance(planned, digest: $0.digest, revision: revision)
      }
    }
    self.init(
      host: host.name, socket: host.socket ?? defaultSocket,
      desired: DesiredState(fleet: fleet, instances: instances),
      images: Set(instances.map(\.digest)))
  }
}

extension DesiredInstance {
  /// The one instance of an image on a host, which has the image's name.
  init(_ planned: PlannedImage, digest: Digest, revision: CommitID) {
    let document = planned.document
    self.init(
      name: InstanceName(document.name), image: document.name, digest: digest,
      target: document.target, memoryMiB: document.memoryMiB,
      ports: document.ports.map {
        PortForward(guest: UInt16($0.port), host: UInt16($0.hostPort))
      },
      probes: planned.probes.map {
        Probe(path: $0.path, principal: $0.principal, status: $0.status)
      }, revision: revision)
  }
}

extension InstanceName {
  /// The name of the one instance of an image on a host.
  init(_ image: ImageName) {
    guard let name = InstanceName(image.text) else {
      preconditionFailure("every image's name is an instance's name")
    }
    self = name
  }
}
