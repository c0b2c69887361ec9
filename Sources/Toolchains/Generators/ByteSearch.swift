/// Looks for a text in files, by Horspool's method: of most bytes it sees one in as many as the text
/// has.
package struct ByteSearch: Sendable {
  private let text: [UInt8]
  /// How far the end of the text can move on, by the byte that stands there.
  private let steps: [Int]

  /// Makes ready to look for `text`, which is not empty.
  package init(_ text: String) {
    precondition(!text.isEmpty)
    let bytes = Array(text.utf8)
    var steps = [Int](repeating: bytes.count, count: 256)
    for (index, byte) in bytes.dropLast().enumerated() {
      steps[Int(byte)] = bytes.count - 1 - index
    }
    (self.text, self.steps) = (bytes, steps)
  }

  /// Tells whether the text stands anywhere in `bytes`.
  package func isFound(in bytes: [UInt8]) -> Bool {
    var end = text.count
    while end <= bytes.count {
      let last = bytes[end - 1]
      if last == text[text.count - 1], bytes[(end - text.count)..<end].elementsEqual(text) {
        return true
      }
      end += steps[Int(last)]
    }
    return false
  }
}
