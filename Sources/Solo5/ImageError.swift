/// What makes a file unfit to be loaded as a unikernel.
package enum ImageError: Error, Equatable, Sendable {
  /// The file ends before `part` does.
  case truncated(part: String)
  /// A field of the ELF header has a value that a unikernel must not have.
  case header(field: String, found: UInt64)
  /// Program header `index` breaks the rule.
  case segment(index: Int, rule: String)
  /// The note is absent, or it is not laid out as it must be.
  case note(name: String, problem: String)
  /// The image was linked for something that this monitor is not.
  case unsupported(target: UInt32, version: UInt32)
}

extension ImageError: CustomStringConvertible {
  /// The problem in words for people.
  package var description: String {
    switch self {
    case .truncated(let part):
      "the file ends within its \(part); is it a complete unikernel image?"
    case .header(let field, let found):
      "not a static x86-64 ELF executable for Solo5: \(field) is 0x\(String(found, radix: 16))"
    case .segment(let index, let rule):
      "program header \(index): \(rule)"
    case .note(let name, let problem):
      "\(name) note: \(problem)"
    case .unsupported(let target, let version):
      "the image is for target \(target), ABI version \(version); "
        + "this monitor runs hvt (1) and spt (2), ABI version 2"
    }
  }
}
