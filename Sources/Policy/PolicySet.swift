import Unikernel
package import Vocabulary

/// All documents of one commit, checked against each other.
package struct PolicySet: Hashable, Sendable {
  /// The fleet.
  package let fleet: Fleet
  /// The images by name.
  package private(set) var images: [ImageName: UnikernelImage] = [:]
  /// The requirements by name.
  package private(set) var requirements: [RequirementName: SecurityRequirement] = [:]
  /// The hosts by name.
  package private(set) var hosts: [HostName: Host] = [:]

  /// Collects documents.
  ///
  /// - Throws: `Rejection` for two documents of one kind and name, and for none or more than
  ///   one fleet.
  /// - Complexity: O(n log n) for n documents.
  package init(_ documents: some Sequence<Document>) throws(Rejection) {
    var problems: [Diagnostic] = []
    var firsts: [String: Document] = [:]
    var fleets: [Fleet] = []
    for document in documents.sorted(by: { $0.location < $1.location }) {
      if let first = firsts["\(document.kind)/\(document.name)"] {
        problems.append(
          Diagnostic(
            at: document.location, "another \(document.kind) is named \(document.name)",
            hint: "the first one is at \(first.location); rename one of the two"))
        continue
      }
      firsts["\(document.kind)/\(document.name)"] = document
      switch document {
      case .fleet(let fleet): fleets.append(fleet)
      case .image(let image): images[image.name] = image
      case .requirement(let requirement): requirements[requirement.name] = requirement
      case .host(let host): hosts[host.name] = host
      }
    }
    problems += fleets.dropFirst().map {
      Diagnostic(
        at: $0.location, "a repository has one Fleet, and there is another",
        hint: "the first one is at \(fleets[0].location)")
    }
    guard let fleet = fleets.first, problems.isEmpty else {
      if fleets.isEmpty {
        problems.append(
          Diagnostic(
            at: SourceLocation(file: "merlon.yaml"), "the repository has no Fleet document",
            hint: "`merlon init` writes one"))
      }
      throw Rejection(problems)
    }
    self.fleet = fleet
  }

  /// The requirements that apply to an image, in order of their names.
  package func requirements(for image: UnikernelImage) -> [SecurityRequirement] {
    requirements.values.filter { $0.selector.matches(image.labels) }
      .sorted { $0.name < $1.name }
  }

  /// The hosts that shall run an image, in order of their names; fewer than its replicas when
  /// not enough match.
  package func hosts(for image: UnikernelImage) -> [Host] {
    let able = hosts.values.filter { image.placement.selector.matches($0.labels) }
    return Array(able.sorted { $0.name < $1.name }.prefix(image.placement.replicas))
  }
}
