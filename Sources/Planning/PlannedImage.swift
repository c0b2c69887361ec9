package import Policy
package import Unikernel
package import Vocabulary

/// An image as a commit wants it.
package struct PlannedImage: Hashable, Sendable {
  /// Its document.
  package let document: UnikernelImage
  /// The requirements that apply to it, in order of their names.
  package let requirements: [SecurityRequirement]
  /// What Algorithm 1 made of them.
  package let generation: Generation
  /// What is built.
  package let blueprint: Blueprint
  /// The hosts that shall run it.
  package let hosts: [HostName]
  /// Where it is on networks of those.
  package let places: [HostName: NetworkPlace]

  /// The probes of all its requirements, each once.
  package var probes: [HTTPProbe] {
    var seen: Set<HTTPProbe> = []
    return requirements.flatMap(\.probes).filter { seen.insert($0).inserted }
  }

  /// What those requirements forbid and bound.
  package var obligations: [(requirement: RequirementName, obligations: Obligations)] {
    requirements.map { ($0.name, $0.obligations) }
  }

  /// What a host is told besides the bytes.
  package var deployment: Deployment {
    Deployment(
      target: document.target, ports: document.ports, memoryMiB: document.memoryMiB,
      probes: probes, hosts: hosts, places: places, notAfter: blueprint.notAfter)
  }
}
