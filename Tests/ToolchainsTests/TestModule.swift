import Policy
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// Makes modules for tests out of plain values.
enum TestModule {
  /// Makes a sealed module whose names are written as text.
  static func sealed(
    _ name: String, requires: [String] = [], recipe: BuildRecipe = BuildRecipe(),
    declared: [String: Option] = [:], files: [String: [UInt8]] = [:],
    options: [String: OptionValue] = [:], directories: [String: [String: [UInt8]]] = [:]
  ) throws -> SealedModule {
    let module = Module(
      name: try #require(ModuleName(name)),
      requires: Set(try requires.map { try #require(ModuleName($0)) }),
      options: try names(declared), location: SourceLocation(file: "\(name)/module.yaml"))
    return SealedModule(
      manifest: ModuleManifest(module: module, role: .library, doc: "", recipe: recipe),
      files: files, options: try names(options), directories: try names(directories))
  }

  private static func names<Value>(_ values: [String: Value]) throws -> [OptionName: Value] {
    Dictionary(
      uniqueKeysWithValues: try values.map { (try #require(OptionName($0.key)), $0.value) })
  }
}
