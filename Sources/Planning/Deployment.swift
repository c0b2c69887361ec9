package import Policy
package import Vocabulary

/// How an image is run, as opposed to what it is.
package struct Deployment: Hashable, Sendable {
  /// The ABI.
  package let target: Target
  /// TCP ports that the host makes reachable.
  package let ports: [UnikernelImage.Port]
  /// Memory of one instance, in MiB.
  package let memoryMiB: Int
  /// What the host asks to see that the requirements are enforced.
  package let probes: [HTTPProbe]
  /// The hosts that run it.
  package let hosts: [HostName]
  /// Where it is on networks of those; it is behind ports of the others.
  package let places: [HostName: NetworkPlace]
  /// When the right to run it ends; `nil` for never.
  package let notAfter: Instant?
}
