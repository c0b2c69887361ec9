import Policy
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

  /// A requirement that applies to no image.
  static func idle(_ requirement: SecurityRequirement) -> Diagnostic {
    Diagnostic(
      .warning, at: requirement.location,
      "requirement \(requirement.name) applies to no image",
      hint: "compare spec.selector with the labels of the images")
  }
}
