import Keys
import Vocabulary

/// How u₀ is compiled, and the sources that are generated for the image as a whole.
struct BasePlan {
  let target: Target
  /// u₀'s files, by path in its folder.
  let guest: [String: [UInt8]]
  let context: ModulePlan.Context

  /// The files in the working folder.
  var files: [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: guest.map { ("os/" + $0.key, $0.value) })
  }

  /// The compilations, in the order of their paths.
  var units: [CompilationUnit] {
    guest.keys.sorted().filter(isCompiled).map { path in
      unit("os/" + path, guest[path] ?? [], besides: privateHeaders)
    }
  }

  /// A compilation of a generated source.
  func unit(
    _ source: String, _ bytes: [UInt8], besides headers: [String: JSON] = [:]
  ) -> CompilationUnit {
    let flags =
      source.hasSuffix(".S")
      ? CompilerFlags.assembly : CompilerFlags.c + CompilerFlags.strict
    let inputs: [String: JSON] = [
      source: .string(Digest.sha256(bytes).hex),
      "os/include": .string(context.guestHeaders.hex),
    ]
    return CompilationUnit(
      compiler: .clang, module: nil, source: source,
      arguments: flags + ["-isystem", "os/include", "-c", source],
      inputs: .object(inputs.merging(headers) { $1 }), compilers: context.compilers)
  }

  private var privateHeaders: [String: JSON] {
    guest.filter { $0.key.hasPrefix("src/") && $0.key.hasSuffix(".h") }
      .mapValues { .string(Digest.sha256($0).hex) }
  }

  /// A file whose name ends in `_hvt` or `_spt` is for that target only.
  private func isCompiled(_ path: String) -> Bool {
    guard path.hasPrefix("src/"), path.hasSuffix(".c") || path.hasSuffix(".S") else { return false }
    let stem = path.dropLast(2)
    return Target.allCases.allSatisfy { $0 == target || !stem.hasSuffix("_" + $0.rawValue) }
  }
}
