package import Unikernel
package import Vocabulary

/// A `kind: UnikernelImage` document: the paper's imageSpecs for one image, and where it runs.
package struct UnikernelImage: Hashable, Sendable {
  /// The image's name.
  package let name: ImageName
  /// What selectors of requirements look at.
  package let labels: [String: String]
  /// The modules and options that the image itself asks for.
  package let specification: Specification
  /// The ABI it is built for.
  package let target: Target
  /// Memory of one instance, in MiB.
  package let memoryMiB: Int
  /// TCP ports that the host makes reachable.
  package let ports: [Port]
  /// On which hosts it runs.
  package let placement: Placement
  /// How its instances are replaced.
  package let rollout: RolloutRules
  /// When it runs.
  package let validity: Validity
  /// For how long a built image is valid, in seconds, renewed at half of that; `nil` means for ever.
  package let validForSeconds: Int?
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes an image document.
  package init(
    name: ImageName, labels: [String: String], specification: Specification, target: Target,
    memoryMiB: Int, ports: [Port], placement: Placement, rollout: RolloutRules = RolloutRules(),
    validity: Validity = Validity(), validForSeconds: Int? = nil, location: SourceLocation
  ) {
    self.name = name
    self.labels = labels
    self.specification = specification
    self.target = target
    self.memoryMiB = memoryMiB
    self.ports = ports
    self.placement = placement
    self.rollout = rollout
    self.validity = validity
    self.validForSeconds = validForSeconds
    self.location = location
  }
}

extension UnikernelImage {
  /// A TCP port of the image and the host's port that leads to it.
  package struct Port: Hashable, Sendable {
    /// The port that the image listens on.
    package let port: Int
    /// The port of the host.
    package let hostPort: Int

    /// Makes a port.
    package init(port: Int, hostPort: Int) {
      self.port = port
      self.hostPort = hostPort
    }
  }

  /// On which hosts an image runs: one instance on each of `replicas` of those that match.
  package struct Placement: Hashable, Sendable {
    /// Which hosts may run it.
    package let selector: Selector
    /// How many instances, each on a host of its own.
    package let replicas: Int

    /// Makes a placement.
    package init(selector: Selector = Selector(), replicas: Int = 1) {
      self.selector = selector
      self.replicas = replicas
    }
  }
}
