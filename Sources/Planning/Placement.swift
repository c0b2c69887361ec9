import Policy
import Unikernel
import Vocabulary

/// What is odd about where images run and what requirements apply to.
enum Placement {
  /// An image with fewer hosts than replicas, or `nil`.
  static func shortage(of image: UnikernelImage, on hosts: [HostName]) -> Diagnostic? {
    let (have, want) = (hosts.count, image.placement.replicas)
    guard have < want else { return nil }
    return Diagnostic(
      .warning, at: image.location,
      "image \(image.name) wants \(want) \(want == 1 ? "host" : "hosts"), "
        + (have == 0 ? "and none matches" : "and only \(have) match"),
      hint: "add a Host document whose labels match spec.placement.selector")
  }

  /// An image that serves HTTP on a host where no port and no address leads to it, or `nil`.
  static func unreachable(
    _ image: UnikernelImage, on hosts: [HostName], in policy: PolicySet
  ) -> Diagnostic? {
    guard image.ports.isEmpty,
      image.specification.entries.keys.contains(where: { $0.text == "http-server" })
    else { return nil }
    let places = policy.places(of: image.name, on: hosts)
    guard let host = hosts.first(where: { places[$0] == nil }) else { return nil }
    return Diagnostic(
      .warning, at: image.location,
      "image \(image.name) serves HTTP, and nobody can reach it on host \(host)",
      hint: "add spec.ports, or an address of the image to spec.network of the host")
  }

  /// The addresses of a host that are no image's.
  static func strangers(on host: Host, _ policy: PolicySet) -> [Diagnostic] {
    let names = host.network?.addresses.keys.filter { policy.image($0) == nil } ?? []
    return names.sorted().map { name in
      Diagnostic(
        .warning, at: host.location,
        "host \(host.name) has an address for image \(name), and there is no such image",
        hint: "the names under spec.network.addresses are those of UnikernelImage documents")
    }
  }

  /// A requirement that applies to no image.
  static func idle(_ requirement: SecurityRequirement) -> Diagnostic {
    Diagnostic(
      .warning, at: requirement.location,
      "requirement \(requirement.name) applies to no image",
      hint: "compare spec.selector with the labels of the images")
  }
}
