import Vocabulary

/// The text of a document's file, before anything is made of it.
enum SourceText {
  private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Decodes the bytes of a file, within limits.
  ///
  /// A byte order mark and line ends of Windows are taken as they are: YAML gives both a meaning
  /// (§5.2 and §5.4 of the specification), and it is the one that is expected. `warnings` names
  /// them, because other programs stumble over them.
  static func decode(_ bytes: [UInt8], file: String) throws(Rejection) -> String {
    guard bytes.count <= Limits.documentBytesMax else {
      throw refusal(
        at: SourceLocation(file: file),
        "the file has \(bytes.count) bytes, over the limit of \(Limits.documentBytesMax)",
        "split it into several files")
    }
    if let encoding = otherEncoding(of: bytes) {
      throw refusal(
        at: SourceLocation(file: file), "the file is not UTF-8",
        "it looks like \(encoding): `iconv -f \(encoding) -t UTF-8` converts it")
    }
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    do {
      return String(copying: try UTF8Span(validating: content.span))
    } catch {
      let before = content.prefix(error.byteOffsets.lowerBound)
      throw refusal(
        at: place(after: before, file: file), "the file is not UTF-8",
        "this byte looks like ISO-8859-1: `iconv -f ISO-8859-1 -t UTF-8` converts the file")
    }
  }

  /// What is well-formed but better otherwise.
  static func warnings(_ bytes: [UInt8], file: String) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    if bytes.starts(with: mark) {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file),
          "the file begins with a byte order mark",
          hint: "save it as UTF-8 without one",
          fix: Diagnostic.Fix(replace: "\u{feff}", with: "")))
    }
    let returns = bytes.indices.dropLast().filter {
      bytes[$0] == 0x0d && bytes[$0 + 1] == 0x0a
    }
    if let first = returns.first {
      warnings.append(
        Diagnostic(
          .warning, at: SourceLocation(file: file),
          "\(returns.count) lines end in CRLF, as on Windows, line "
            + "\(bytes[..<first].count { $0 == 0x0a } + 1) first",
          hint: "save it with LF; `git config core.autocrlf input` does so for all files",
          fix: Diagnostic.Fix(replace: "\r\n", with: "\n")))
    }
    return warnings
  }

  /// The encoding that the first bytes give away, if it is not UTF-8.
  private static func otherEncoding(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xff, 0xfe, 0, 0]) { return "UTF-32LE" }
    if bytes.starts(with: [0, 0, 0xfe, 0xff]) { return "UTF-32BE" }
    if bytes.starts(with: [0xff, 0xfe]) { return "UTF-16LE" }
    if bytes.starts(with: [0xfe, 0xff]) { return "UTF-16BE" }
    // ASCII in UTF-16, without a mark; YAML has no zero bytes anywhere.
    guard let zero = bytes.prefix(4).firstIndex(of: 0) else { return nil }
    return zero.isMultiple(of: 2) ? "UTF-16BE" : "UTF-16LE"
  }

  private static func place(after bytes: ArraySlice<UInt8>, file: String) -> SourceLocation {
    let line = bytes.suffix(while: { $0 != 0x0a })
    return SourceLocation(
      file: file, line: bytes.count { $0 == 0x0a } + 1,
      column: String(decoding: line, as: UTF8.self).unicodeScalars.count + 1)
  }

  private static func refusal(
    at location: SourceLocation, _ message: String, _ hint: String
  ) -> Rejection {
    Rejection([Diagnostic(at: location, message, hint: hint)])
  }
}

extension BidirectionalCollection where SubSequence == Self {
  /// The elements after the last one for which `predicate` is false.
  fileprivate func suffix(while predicate: (Element) -> Bool) -> Self {
    guard let last = lastIndex(where: { !predicate($0) }) else { return self }
    return self[index(after: last)...]
  }
}
