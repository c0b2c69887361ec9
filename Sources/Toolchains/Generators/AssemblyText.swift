/// Pieces of generated assembly.
package enum AssemblyText {
  /// Says that the object needs no executable stack.
  package static let ending = ".section .note.GNU-stack, \"\", @progbits\n"

  /// Writes bytes as numbers: nothing in them can mean something to the preprocessor or assembler.
  package static func bytes(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 32).map { start in
      let line = bytes[start..<min(start + 32, bytes.count)]
      return ".byte " + line.map { String($0) }.joined(separator: ", ") + "\n"
    }.joined()
  }
}
