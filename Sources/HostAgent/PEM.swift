import Vocabulary

/// The text form of keys and certificates (RFC 7468).
package enum PEM {
  /// One block: what its first line says it is, and its bytes.
  package struct Block: Hashable, Sendable {
    /// As `CERTIFICATE`.
    package let label: String
    /// What is between the lines.
    package let bytes: [UInt8]
  }

  /// Reads all blocks of a text, or returns `nil` when one is damaged.
  ///
  /// Words between them are for people.
  package static func blocks(in text: String) -> [Block]? {
    var blocks: [Block] = []
    var label: Substring?
    var body = ""
    for line in text.split(whereSeparator: \.isNewline) {
      if let begun = label {
        if line.hasPrefix("-----END ") {
          guard line.dropLast(trailing(line)) == "-----END \(begun)-----",
            let bytes = Base64.decode(body)
          else { return nil }
          blocks.append(Block(label: String(begun), bytes: bytes))
          label = nil
        } else {
          body += line.filter { !$0.isWhitespace }
        }
      } else if line.hasPrefix("-----BEGIN ") {
        let words = line.dropLast(trailing(line))
        guard words.hasSuffix("-----"), words.utf8.count > 16 else { return nil }
        label = words.dropFirst(11).dropLast(5)
        body = ""
      }
    }
    return label == nil ? blocks : nil
  }

  private static func trailing(_ line: Substring) -> Int {
    line.reversed().prefix(while: \.isWhitespace).count
  }
}
