import Keys
import Policy
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
  var folder: String { "modules/\(module.name)" }
  /// The folder of what is generated for the module.
  var generatedFolder: String { "generated/\(module.name)" }
  var recipe: BuildRecipe { module.manifest.recipe }

  /// Writes the generated files, by path in the working folder.
  func generated() throws(ToolchainError) -> [String: [UInt8]] {
    var files = [
      GeneratedHeader.options.path: try OptionsHeader.text(for: module),
      GeneratedHeader.hooks.path: HooksHeader.text(hooks),
      "bridge.h": BridgeHeader.text(generated: mentioned(in: swiftSources), headers: headerNames),
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
    var units = recipe.sources.filter { !$0.hasSuffix(".swift") }.map { source in
      clangUnit(
        "\(folder)/\(source)", headers: mentioned(in: [source]), inputs: own([source]), generated)
    }
    if !swiftSources.isEmpty { units.append(swiftUnit(generated)) }
    let hooks = "\(generatedFolder)/hooks.c"
    if let text = generated[hooks] {
      units.append(clangUnit(hooks, headers: [.hooks], inputs: [Input(hooks, text)], generated))
    }
    let files = "\(generatedFolder)/files.S"
    if generated[files] != nil {
      let inputs = generated.filter {
        $0.key == files || $0.key.hasPrefix("\(generatedFolder)/files/")
      }
      units.append(
        clangUnit(files, headers: [], inputs: inputs.map { Input($0.key, $0.value) }, generated))
    }
    return units + externalUnits(generated)
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
  private func clangUnit(
    _ source: String, headers: [GeneratedHeader], inputs: [Input], _ generated: [String: [UInt8]]
  ) -> CompilationUnit {
    let flags =
      source.hasSuffix(".S")
      ? CompilerFlags.assembly : CompilerFlags.c + CompilerFlags.strict
    return unit(
      .clang, source: source, arguments: flags + includes(headers) + ["-c", source],
      inputs: inputs + self.inputs(headers, generated))
  }

  private func swiftUnit(_ generated: [String: [UInt8]]) -> CompilationUnit {
    let headers = mentioned(in: swiftSources)
    let bridge = "\(generatedFolder)/bridge.h"
    let importer = (CompilerFlags.swiftImporter + includes(headers)).flatMap { ["-Xcc", $0] }
    let arguments =
      CompilerFlags.swift + importer + [
        "-import-objc-header", bridge, "-module-name", CText.identifier(module.name.text), "-c",
      ]
    return unit(
      .swiftc, source: "\(folder).swift",
      arguments: arguments + swiftSources.map { "\(folder)/\($0)" },
      inputs: own(swiftSources) + [Input(bridge, generated[bridge] ?? [])]
        + inputs(headers, generated))
  }

  /// Sources of Debian packages, which the module's own headers configure, as lwIP's `lwipopts.h`.
  private func externalUnits(_ generated: [String: [UInt8]]) -> [CompilationUnit] {
    let headers = mentioned(in: nil)
    return recipe.external.flatMap { part in
      part.sources.map { source in
        let path = "external/\(part.package)/\(source)"
        let input = Input(path, packages[part.package]?.sources[source])
        return unit(
          .clang, source: path,
          arguments: CompilerFlags.c + CompilerFlags.lenient + includes(headers) + ["-c", path],
          inputs: [input] + inputs(headers, generated))
      }
    }
  }

  private func unit(
    _ compiler: CompilationUnit.Compiler, source: String, arguments: [String], inputs: [Input]
  ) -> CompilationUnit {
    let members = (inputs + headerInputs).map { ($0.path, JSON.string($0.digest)) }
    return CompilationUnit(
      compiler: compiler, module: module.name, source: source, arguments: arguments,
      inputs: .object(Dictionary(members, uniquingKeysWith: { $1 })),
      compilers: context.compilers)
  }
}
