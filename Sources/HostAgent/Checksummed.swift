import Keys
import Vocabulary

/// A line that tells whether it is whole: 16 digits of its checksum, a blank, and the text.
enum Checksummed {
  private static let digits = 16

  /// The line of a text, which has no newline.
  static func seal(_ text: String) -> [UInt8] {
    Array("\(Digest.sha256(text).hex.prefix(digits)) \(text)\n".utf8)
  }

  /// Reads a line without its newline, or returns `nil` if it is not whole.
  static func open(_ line: ArraySlice<UInt8>) -> String? {
    let (sum, text) = (line.prefix(digits), line.dropFirst(digits + 1))
    guard !text.isEmpty, line.dropFirst(digits).first == UInt8(ascii: " "),
      Digest.sha256(text).hex.utf8.prefix(digits).elementsEqual(sum)
    else { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}
