import Vocabulary

/// What makes one running instance different from another: all of the wish but the commit that it
/// comes from, the time until which it is granted, and how it is watched.
package struct InstanceVersion: Hashable, Sendable {
  private let image: ImageName
  private let digest: Digest
  private let target: Target
  private let memoryMiB: Int
  private let ports: [PortForward]
  private let probes: [Probe]
  private let generation: Int
  private let bridge: NetworkPlace?
  /// Whether it is at another place than its host's document says, for a controller.
  package let isElsewhere: Bool

  /// Finds what a wish asks for.
  package init(_ desired: DesiredInstance) { self.init(desired, isElsewhere: false) }

  /// Finds what an instance is that may be elsewhere than it shall be.
  package init(_ desired: DesiredInstance, isElsewhere: Bool) {
    image = desired.image
    digest = desired.digest
    target = desired.target
    memoryMiB = desired.memoryMiB
    ports = desired.ports
    probes = desired.probes
    generation = desired.generation
    bridge = desired.bridge
    self.isElsewhere = isElsewhere
  }
}
