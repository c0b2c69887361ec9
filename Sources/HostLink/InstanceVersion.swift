import Vocabulary

/// What makes one running instance different from another: all of the wish but the commit that it
/// comes from and the time until which it is granted.
package struct InstanceVersion: Hashable, Sendable {
  private let image: ImageName
  private let digest: Digest
  private let target: Target
  private let memoryMiB: Int
  private let ports: [PortForward]
  private let probes: [Probe]
  private let generation: Int

  /// Finds what a wish asks for.
  package init(_ desired: DesiredInstance) {
    image = desired.image
    digest = desired.digest
    target = desired.target
    memoryMiB = desired.memoryMiB
    ports = desired.ports
    probes = desired.probes
    generation = desired.generation
  }
}
