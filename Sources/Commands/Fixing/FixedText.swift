import Vocabulary

/// The text of a file with fixes made in it.
struct FixedText {
  /// The new bytes.
  private(set) var bytes: [UInt8]
  /// The diagnostics whose fixes were made, in the order of the text.
  private(set) var mended: [Diagnostic] = []

  /// Makes the fixes of `diagnostics`, which all speak of this text, from its end to its start.
  ///
  /// A fix is made only where what it replaces stands, and of two that overlap only the later one;
  /// one of the whole file is made everywhere, after all others.
  init(_ original: [UInt8], _ diagnostics: [Diagnostic]) {
    bytes = original
    let starts = Self.lineStarts(of: original)
    var limit = original.count
    for diagnostic in diagnostics.sorted().reversed() {
      guard let fix = diagnostic.fix,
        let start = Self.offset(of: diagnostic.location, in: original, starts)
      else { continue }
      let old = Array(fix.old.utf8)
      guard !(old.isEmpty && fix.new.isEmpty), start + old.count <= limit,
        original[start..<start + old.count].elementsEqual(old)
      else { continue }
      bytes.replaceSubrange(start..<start + old.count, with: Array(fix.new.utf8))
      mended.insert(diagnostic, at: 0)
      limit = start
    }
    for diagnostic in diagnostics.sorted().reversed() where diagnostic.location.line == 0 {
      guard let fix = diagnostic.fix, !fix.old.isEmpty else { continue }
      let replaced = bytes.replacing(Array(fix.old.utf8), with: Array(fix.new.utf8))
      guard replaced != bytes else { continue }
      bytes = replaced
      mended.insert(diagnostic, at: 0)
    }
  }

  /// Where lines begin, as YAML counts them: after CR, LF, both, NEL, LS and PS; a byte order
  /// mark is before the first.
  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0]
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      let length =
        if rest.starts(with: [0x0d, 0x0a]) || rest.starts(with: [0xc2, 0x85]) {
          2
        } else if rest.starts(with: [0xe2, 0x80, 0xa8]) || rest.starts(with: [0xe2, 0x80, 0xa9]) {
          3
        } else {
          [0x0a, 0x0d].contains(bytes[index]) ? 1 : 0
        }
      index += Swift.max(length, 1)
      if length > 0 { starts.append(index) }
    }
    return starts
  }

  /// The offset of a place; columns count characters, which begin at every byte but the
  /// continuing ones of UTF-8.
  private static func offset(
    of place: SourceLocation, in bytes: [UInt8], _ starts: [Int]
  ) -> Int? {
    guard (1...starts.count).contains(place.line), place.column >= 1 else { return nil }
    let end = place.line < starts.count ? starts[place.line] : bytes.count
    var column = 1
    var offset = starts[place.line - 1]
    while column < place.column {
      guard offset < end else { return nil }
      offset += 1
      while offset < end, bytes[offset] & 0xc0 == 0x80 { offset += 1 }
      column += 1
    }
    return offset
  }
}
