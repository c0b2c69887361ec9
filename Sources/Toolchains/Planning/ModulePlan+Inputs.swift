import Keys
import Policy
import Vocabulary

extension ModulePlan {
  /// A file, or a folder, that a compiler can see, and its digest.
  struct Input {
    let path: String
    let digest: String

    init(_ path: String, _ digest: Digest?) {
      self.path = path
      self.digest = digest?.hex ?? "none"
    }

    init(_ path: String, _ bytes: [UInt8]) { self.init(path, .sha256(bytes)) }
  }

  /// The module's Swift sources, which are compiled together.
  var swiftSources: [String] { recipe.sources.filter { $0.hasSuffix(".swift") }.sorted() }

  /// Finds the generated headers that sources, or any header they can see, mention.
  /// - Parameter sources: Sources of the module; `nil` for those of Debian packages, which see no
  ///   file of the module but its public headers.
  func mentioned(in sources: [String]?) -> [GeneratedHeader] {
    let own = sources.map { sources in visible(to: sources).map(\.value) } ?? []
    return GeneratedHeader.mentioned(in: own + publicHeaders.map(\.bytes))
  }

  /// Sources, and what they may include from the module's folder: every file that is neither
  /// compiled by itself nor the manifest.
  func own(_ sources: [String]) -> [Input] {
    visible(to: sources).map { Input("\(folder)/\($0.key)", $0.value) }
  }

  /// The generated headers as inputs.
  func inputs(_ headers: [GeneratedHeader], _ generated: [String: [UInt8]]) -> [Input] {
    headers.map { header in
      let path = "\(generatedFolder)/\(header.path)"
      return Input(path, generated[path] ?? [])
    }
  }

  /// The arguments that say where headers are.
  func includes(_ generated: [GeneratedHeader]) -> [String] {
    let own = generated.flatMap { ["-I", "\(generatedFolder)/\($0.folder)"] }
    let headers = closure.flatMap { module in
      module.manifest.recipe.headers.flatMap { ["-I", "modules/\(module.name)/\($0)"] }
    }
    let external = closure.flatMap(\.manifest.recipe.external).flatMap { part in
      part.include.flatMap { ["-isystem", "external/\(part.package)/\($0)"] }
    }
    return own + headers + ["-isystem", "os/include"] + external
  }

  /// The headers that every compilation of the module sees.
  var headerInputs: [Input] {
    let external = closure.flatMap(\.manifest.recipe.external).flatMap { part in
      part.include.map { folder in
        Input("external/\(part.package)/\(folder)", packages[part.package]?.headers[folder])
      }
    }
    return [Input("os/include", context.guestHeaders)] + external
      + publicHeaders.map { Input($0.path, $0.bytes) }
  }

  /// The names of the headers directly in the header folders: those include the ones further down.
  var headerNames: [String] {
    closure.flatMap { module in
      module.manifest.recipe.headers.flatMap { folder in
        module.files.keys.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".h") }
          .map { String($0.dropFirst(folder.utf8.count + 1)) }
          .filter { !$0.contains("/") }.sorted()
      }
    }
  }

  /// The files below the header folders of the module and all that it requires.
  private var publicHeaders: [(path: String, bytes: [UInt8])] {
    closure.flatMap { module in
      module.files.filter { path, _ in
        module.manifest.recipe.headers.contains { path.hasPrefix($0 + "/") }
      }.map { ("modules/\(module.name)/\($0.key)", $0.value) }
    }
  }

  private func visible(to sources: [String]) -> [String: [UInt8]] {
    module.files.filter { path, _ in
      sources.contains(path) || (path != "module.yaml" && !recipe.sources.contains(path))
    }
  }
}
