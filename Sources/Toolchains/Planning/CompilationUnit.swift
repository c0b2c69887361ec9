import Keys
import Vocabulary

/// One run of a compiler, and the key of the object that it makes.
struct CompilationUnit: Hashable, Sendable {
  /// Which program compiles it.
  enum Compiler: String, Hashable, Sendable {
    case clang
    case swiftc
  }

  let compiler: Compiler
  /// The module that it belongs to; `nil` for u₀ and what is generated for the whole image.
  let module: ModuleName?
  /// What to name in messages, a path in the working folder.
  let source: String
  /// Everything that can change the object: paths are relative to the working folder.
  let arguments: [String]
  /// Where the object goes in the working folder.
  let object: String
  /// Equal keys mean equal objects.
  let key: Digest

  /// Makes a unit.
  /// - Parameters:
  ///   - inputs: The digests of all files that the compiler can see.
  ///   - compilers: The digest of the compilers' versions.
  init(
    compiler: Compiler, module: ModuleName?, source: String, arguments: [String],
    inputs: JSON, compilers: Digest
  ) {
    self.compiler = compiler
    self.module = module
    self.source = source
    object = "objects/\(source).o"
    self.arguments = arguments + ["-o", object]
    key = Digest.sha256(
      JSON.object([
        "arguments": .array(self.arguments.map(JSON.string)),
        "compilers": .string(compilers.hex), "inputs": inputs,
      ]).canonical)
  }
}
