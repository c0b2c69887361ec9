import HostLink
import Planning
import Policy
import Vocabulary

/// What a plan wants of one host.
struct HostWish: Sendable {
  let host: HostName
  let agent: AgentAddress
  let desired: DesiredState
  /// The images that the host needs, by digest.
  let images: Set<Digest>
}

extension HostWish {
  /// Makes the wish for `host`, which is empty if nothing is placed there.
  init(
    _ host: Host, defaultSocket: String, fleet: FleetName, images: [ImageName: ImageInForce],
    revision: CommitID
  ) {
    let placed = images.filter { $0.value.deployment.hosts.contains(host.name) }
    let instances = placed.sorted { $0.key < $1.key }.map { name, image in
      DesiredInstance(name, image.deployment, digest: image.built.digest, revision: revision)
    }
    self.init(
      host: host.name, agent: host.agent ?? .socket(defaultSocket),
      desired: DesiredState(fleet: fleet, instances: instances),
      images: Set(instances.map(\.digest)))
  }
}

extension DesiredInstance {
  /// The one instance of an image on a host, which has the image's name.
  init(_ image: ImageName, _ deployment: Deployment, digest: Digest, revision: CommitID) {
    self.init(
      name: InstanceName(image), image: image, digest: digest, target: deployment.target,
      memoryMiB: deployment.memoryMiB,
      ports: deployment.ports.map {
        PortForward(guest: UInt16($0.port), host: UInt16($0.hostPort))
      },
      probes: deployment.probes.map {
        Probe(path: $0.path, principal: $0.principal, status: $0.status)
      }, revision: revision, notAfter: deployment.notAfter)
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
