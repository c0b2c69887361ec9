import Keys
import Policy
import Unikernel
import Vocabulary

/// How one module of an image is compiled.
struct ModulePlan {
  let module: SealedModule
  /// The module and all that it requires, itself first, then in the order of installation.
  let closure: [SealedModule]
  let hooks: [HookTable.Hook]
  let packages: [String: ExternalPackage]
  let context: Context

  /// What is the same for all modules.
  struct Context {
    /// The digest of the compilers' versions.
    let compilers: Digest
    /// The digest of u₀'s headers.
    let guestHeaders: Digest
  }

  /// The folder of the module's own files.
  private var folder: String { "modules/\(module.name)" }
  /// The folder of what is generated for the module.
  private var generatedFolder: String { "generated/\(module.name)" }
  private var recipe: BuildRecipe { module.manifest.recipe }

  /// Writes the generated files, by path in the working folder.
  func generated() throws(ToolchainError) -> [String: [UInt8]] {
    var files = [
      "options.h": try OptionsHeader.text(for: module), "hooks.h": HooksHeader.text(hooks),
      "bridge.h": BridgeHeader.text(headers: headerNames),
    ]
    files["hooks.c"] = HooksSource.text(hooks)
    files["files.S"] = SealedFiles.text(for: module, in: generatedFolder)
    var bytes: [String: [UInt8]] = [:]
    for (name, text) in files { bytes["\(generatedFolder)/\(name)"] = Array(text.utf8) }
    for (option, files) in module.directories {
      for (index, path) in SealedFiles.paths(of: files).enumerated() {
        bytes["\(generatedFolder)/\(SealedFiles.path(of: option, index: index))"] = files[path]
      }
    }
    return bytes
  }

  /// Lists the compilations that make the module's objects.
  func units(generated: [String: [UInt8]]) throws(ToolchainError) -> [CompilationUnit] {
    try check()
    let headers = visible(generated, ["options.h", "hooks.h"])
    var units: [CompilationUnit] = []
    for source in recipe.sources where !source.hasSuffix(".swift") {
      units.append(ownUnit("\(folder)/\(source)", inputs: own(source) + headers))
    }
    let swift = recipe.sources.filter { $0.hasSuffix(".swift") }
    if !swift.isEmpty {
      let inputs = swift.flatMap(own) + visible(generated, ["bridge.h"]) + headers
      units.append(swiftUnit(swift.map { "\(folder)/\($0)" }, inputs: inputs))
    }
    for name in ["hooks.c", "files.S"] where generated["\(generatedFolder)/\(name)"] != nil {
      let folder = "\(generatedFolder)/"
      let inputs =
        name == "hooks.c"
        ? headers
        : visible(
          generated,
          generated.keys.filter { $0.hasPrefix(folder + "files/") }
            .map { String($0.dropFirst(folder.utf8.count)) })
      units.append(ownUnit(folder + name, inputs: inputs + visible(generated, [name])))
    }
    return units + externalUnits()
  }

  private func check() throws(ToolchainError) {
    for path in module.files.keys.sorted() + recipe.headers where !FileTree.isInside(path) {
      throw .pathOutside(module.name, path)
    }
    for source in recipe.sources where module.files[source] == nil {
      throw .fileMissing(module.name, source)
    }
  }
}

// MARK: - Units

extension ModulePlan {
  private func ownUnit(_ source: String, inputs: [Input]) -> CompilationUnit {
    let isAssembly = source.hasSuffix(".S")
    let flags =
      isAssembly ? CompilerFlags.assembly : CompilerFlags.c + CompilerFlags.strict
    return unit(
      .clang, source: source,
      arguments: flags + includes(generated: true) + ["-c", source], inputs: inputs)
  }

  private func swiftUnit(_ sources: [String], inputs: [Input]) -> CompilationUnit {
    let importer = (CompilerFlags.swiftImporter + includes(generated: true))
      .flatMap { ["-Xcc", $0] }
    let arguments =
      CompilerFlags.swift + importer + [
        "-import-objc-header", "\(generatedFolder)/bridge.h",
        "-module-name", CText.identifier(module.name.text), "-c",
      ]
    return unit(
      .swiftc, source: "\(folder).swift", arguments: arguments + sources.sorted(), inputs: inputs)
  }

  /// Sources of Debian packages do not see the module's options, so that changing an option does
  /// not compile them again; the module's own headers, as lwIP's `lwipopts.h`, configure them.
  private func externalUnits() -> [CompilationUnit] {
    recipe.external.flatMap { part in
      part.sources.map { source in
        let path = "external/\(part.package)/\(source)"
        let input = Input(path, packages[part.package]?.sources[source])
        return unit(
          .clang, source: path,
          arguments: CompilerFlags.c + CompilerFlags.lenient + includes(generated: false)
            + ["-c", path],
          inputs: [input])
      }
    }
  }

  private func unit(
    _ compiler: CompilationUnit.Compiler, source: String, arguments: [String], inputs: [Input]
  ) -> CompilationUnit {
    let all = inputs + headerInputs
    return CompilationUnit(
      compiler: compiler, module: module.name, source: source, arguments: arguments,
      inputs: .object(
        Dictionary(all.map { ($0.path, .string($0.digest)) }, uniquingKeysWith: { $1 })),
      compilers: context.compilers)
  }
}

// MARK: - Includes and inputs

extension ModulePlan {
  /// A file, or a folder, that a compiler can see, and its digest.
  private struct Input {
    let path: String
    let digest: String

    init(_ path: String, _ digest: Digest?) {
      self.path = path
      self.digest = digest?.hex ?? "none"
    }
  }

  private func includes(generated: Bool) -> [String] {
    let own = generated ? ["-I", generatedFolder] : []
    let headers = closure.flatMap { module in
      module.manifest.recipe.headers.flatMap { ["-I", "modules/\(module.name)/\($0)"] }
    }
    let external = closure.flatMap(\.manifest.recipe.external).flatMap { part in
      part.include.flatMap { ["-isystem", "external/\(part.package)/\($0)"] }
    }
    return own + headers + ["-isystem", "os/include"] + external
  }

  /// The headers that every unit of the module sees.
  private var headerInputs: [Input] {
    var inputs = [Input("os/include", context.guestHeaders)]
    for module in closure {
      for (path, bytes) in module.files {
        for folder in module.manifest.recipe.headers where path.hasPrefix(folder + "/") {
          inputs.append(Input("modules/\(module.name)/\(path)", .sha256(bytes)))
        }
      }
      for part in module.manifest.recipe.external {
        for folder in part.include {
          let digest = packages[part.package]?.headers[folder]
          inputs.append(Input("external/\(part.package)/\(folder)", digest))
        }
      }
    }
    return inputs
  }

  /// A source of the module and what it may include from the module's folder: every file that is
  /// neither compiled by itself nor the manifest.
  private func own(_ source: String) -> [Input] {
    module.files.filter { path, _ in
      path == source || (path != "module.yaml" && !recipe.sources.contains(path))
    }.map { Input("\(folder)/\($0.key)", .sha256($0.value)) }
  }

  private func visible(_ generated: [String: [UInt8]], _ names: [String]) -> [Input] {
    names.map { name in
      let path = "\(generatedFolder)/\(name)"
      return Input(path, generated[path].map { .sha256($0) })
    }
  }

  /// The headers directly in the header folders: those further down are included by these.
  private var headerNames: [String] {
    closure.flatMap { module in
      module.manifest.recipe.headers.flatMap { folder in
        module.files.keys.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".h") }
          .map { String($0.dropFirst(folder.utf8.count + 1)) }
          .filter { !$0.contains("/") }.sorted()
      }
    }
  }
}
