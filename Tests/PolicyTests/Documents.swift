import Policy
import TestSupport
import Unikernel
import Vocabulary

/// Short ways to write documents in tests.
enum Documents {
  static func fleet(_ name: FleetName = "acme", in file: String = "merlon.yaml") -> Policy.Fleet {
    Policy.Fleet(name: name, catalogs: [], location: SourceLocation(file: file, line: 1, column: 1))
  }

  static func image(
    _ name: ImageName, labels: [String: String] = [:], replicas: Int = 1,
    on selector: Selector = Selector(), modules: [ModuleName] = [], in file: String? = nil
  ) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: labels, specification: specification(modules, by: .image(name)),
      target: .spt, memoryMiB: 16,
      ports: [], placement: .init(selector: selector, replicas: replicas),
      location: SourceLocation(file: file ?? "images/\(name).yaml", line: 1, column: 1))
  }

  static func requirement(
    _ name: RequirementName, on selector: Selector = Selector(), modules: [ModuleName] = [],
    in file: String? = nil
  ) -> SecurityRequirement {
    SecurityRequirement(
      name: name, selector: selector,
      specification: specification(modules, by: .requirement(name)), probes: [],
      location: SourceLocation(file: file ?? "requirements/\(name).yaml", line: 1, column: 1))
  }

  static func host(
    _ name: HostName, labels: [String: String] = [:], in file: String? = nil
  ) -> Host {
    Host(
      name: name, labels: labels, agent: nil,
      location: SourceLocation(file: file ?? "hosts/\(name).yaml", line: 1, column: 1))
  }

  private static func specification(
    _ modules: [ModuleName], by source: Origin.Source
  ) -> Specification {
    var specification = Specification()
    for module in modules {
      let origin = Origin(source, at: SourceLocation(file: "p.yaml", line: 5, column: 3))
      specification.insert(module, origins: [origin])
    }
    return specification
  }
}

extension PolicySet {
  /// All of its documents.
  var contents: Set<Document> {
    var documents: Set<Document> = []
    forEachDocument { documents.insert($0) }
    return documents
  }
}
