import HostLink
import Planning
import Policy
import Vocabulary

/// What is wanted of one host.
struct HostWish: Sendable {
  let desired: DesiredState
  /// The images that the host needs, by digest.
  let images: Set<Digest>

  /// Whether a rollout waits for what probes say.
  var isWatched: Bool { desired.instances.contains { $0.watchSeconds != nil } }
}

extension DesiredInstance {
  /// The one instance of an image on a host, which has the image's name.
  init(
    _ image: ImageName, _ deployment: Deployment, digest: Digest, revision: CommitID,
    generation: Int, watchSeconds: Int? = nil
  ) {
    self.init(
      name: InstanceName(image), image: image, digest: digest, target: deployment.target,
      memoryMiB: deployment.memoryMiB,
      ports: deployment.ports.map {
        PortForward(guest: UInt16($0.port), host: UInt16($0.hostPort))
      },
      probes: deployment.probes.map {
        Probe(path: $0.path, principal: $0.principal, status: $0.status)
      }, revision: revision, notAfter: deployment.notAfter, generation: generation,
      watchSeconds: watchSeconds)
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
