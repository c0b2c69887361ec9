/// The last words on a console: what a person needs to read first when an instance has ended.
struct ConsoleTail: Sendable {
  private var bytes: [UInt8] = []
  private static let bytesMax = 400

  /// Takes what came.
  mutating func append(_ more: ArraySlice<UInt8>) {
    bytes += more.suffix(Self.bytesMax)
    bytes.removeFirst(max(0, bytes.count - Self.bytesMax))
  }

  /// Adds how the process ended, after its own last line.
  mutating func note(_ outcome: String) {
    let line = lastLine.map { "\($0) (\(outcome))" } ?? "(\(outcome))"
    bytes = Array(line.utf8)
  }

  /// The last line that is not empty, with nothing that could steer a terminal; or `nil`.
  var lastLine: String? {
    let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard let line = lines.last(where: { $0.contains { $0 > 0x20 } }) else { return nil }
    return String(
      decoding: line.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
