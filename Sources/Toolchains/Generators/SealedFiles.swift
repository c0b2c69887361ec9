import Keys
import Policy
package import Vocabulary

/// Generates the assembly that puts the files of a module's `directory` options into the image.
package enum SealedFiles {
  /// Lists the paths of a directory in the order of their bytes, which is the order of their
  /// indices.
  package static func paths(of files: [String: [UInt8]]) -> [String] {
    files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path, in the module's generated folder, where the assembly expects a file's bytes.
  ///
  /// Built from the index, so that no name a policy author chose gets near the assembler.
  package static func path(of option: OptionName, index: Int) -> String {
    "files/\(option.text)/\(index)"
  }

  /// Writes the assembly, or returns `nil` when the module seals no files.
  ///
  /// `merlon_file_<module>_<option>_<index>` are the bytes, the same with `_size` their count and
  /// with `_digest` the 64 digits of their SHA-256. Each file has a section of its own in read-only
  /// memory.
  /// - Parameter folder: The module's generated folder as the assembler finds it.
  package static func text(for module: SealedModule, in folder: String) -> String? {
    var text = ""
    for (option, files) in module.directories.sorted(by: { $0.key < $1.key }) {
      for (index, path) in paths(of: files).enumerated() {
        let digest = Digest.sha256(files[path] ?? [])
        let symbol =
          "merlon_file_\(CText.identifier(module.name.text))_\(CText.identifier(option.text))_\(index)"
        text += """
          .section .rodata.\(symbol), "a", @progbits
          .globl \(symbol), \(symbol)_size, \(symbol)_digest
          .balign 16
          \(symbol):
          .incbin "\(folder)/\(self.path(of: option, index: index))"
          .Lend_\(symbol):
          .balign 8
          \(symbol)_size:
          .quad .Lend_\(symbol) - \(symbol)
          \(symbol)_digest:
          .ascii "\(digest.hex)"

          """
      }
    }
    return text.isEmpty ? nil : text + AssemblyText.ending
  }
}
