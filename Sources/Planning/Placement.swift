import Policy
import Vocabulary

/// Checks of where images run.
enum Placement {
  private struct HostPort: Hashable {
    let host: HostName
    let port: Int
  }

  /// Two images, or two ports of one, that want one port of one host.
  static func collisions(among images: some Collection<PlannedImage>) -> [Diagnostic] {
    var owners: [HostPort: UnikernelImage] = [:]
    var problems: [Diagnostic] = []
    for image in images.sorted(by: { $0.document.name < $1.document.name }) {
      for host in image.hosts {
        for port in image.document.ports {
          let slot = HostPort(host: host, port: port.hostPort)
          guard let owner = owners.updateValue(image.document, forKey: slot) else { continue }
          problems.append(
            Diagnostic(
              at: image.document.location,
              "image \(image.document.name) wants port \(port.hostPort) of host \(host), "
                + "which image \(owner.name) has (\(owner.location))",
              hint: "give one of them another hostPort"))
        }
      }
    }
    return problems
  }

  /// Images with fewer hosts than replicas, and requirements that apply to no image.
  static func warnings(for policy: PolicySet) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    for image in policy.images.values {
      let (have, want) = (policy.hosts(for: image).count, image.placement.replicas)
      guard have < want else { continue }
      warnings.append(
        Diagnostic(
          .warning, at: image.location,
          "image \(image.name) wants \(want) \(want == 1 ? "host" : "hosts"), "
            + (have == 0 ? "and none matches" : "and only \(have) match"),
          hint: "add a Host document whose labels match spec.placement.selector"))
    }
    for requirement in policy.requirements.values
    where !policy.images.values.contains(where: { requirement.selector.matches($0.labels) }) {
      warnings.append(
        Diagnostic(
          .warning, at: requirement.location,
          "requirement \(requirement.name) applies to no image",
          hint: "compare spec.selector with the labels of the images"))
    }
    return warnings.sorted()
  }
}
