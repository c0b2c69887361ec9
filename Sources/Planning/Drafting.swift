import Policy
import Unikernel
import Vocabulary

/// Turns a generated image into the blueprint that a toolchain builds.
enum Drafting {
  /// - Throws: `Rejection` for a folder that is not in the repository, at each place that asks
  ///   for it.
  static func blueprint(
    of document: UnikernelImage, _ generation: Generation, _ snapshot: Snapshot,
    notAfter: Instant?
  ) throws(Rejection) -> Blueprint {
    var problems: [Diagnostic] = []
    let parts = generation.image.installed.map { module in
      let options = generation.image.options(of: module.name)
      var directories: [OptionName: TreeID] = [:]
      for (name, option) in module.options where option.type == .directory {
        guard case .string(let path) = options[name] else { continue }
        if let safe = RelativePath.checked(path), let tree = snapshot.folder(safe) {
          directories[name] = tree
        } else {
          problems += missing(path, of: name, module, generation)
        }
      }
      return Blueprint.Part(
        module: module.name, version: module.version,
        folder: snapshot.catalog[module.key]?.folder ?? "",
        options: options, directories: directories)
    }
    guard problems.isEmpty else { throw Rejection(problems) }
    return Blueprint(
      image: document.name, target: document.target, memoryMiB: document.memoryMiB,
      ports: Set(document.ports.map(\.port)).sorted(), notAfter: notAfter, parts: parts)
  }

  private static func missing(
    _ path: String, of option: OptionName, _ module: Module, _ generation: Generation
  ) -> [Diagnostic] {
    let demands = generation.specification.entries[module.name]?.demands ?? []
    let places = demands.filter { $0.setting.option == option }.map(\.origin.location)
    return (places.isEmpty ? [module.location] : places).map {
      Diagnostic(
        at: $0, "the repository has no folder \(path), which option \(option) names",
        hint: "commit the folder together with this document")
    }
  }
}
