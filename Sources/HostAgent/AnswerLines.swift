import HostLink

/// Takes the lines by which an image tells how many answers it gave (the module `answer-count`) out
/// of what it writes on its console.
struct AnswerLines: Sendable {
  /// The newest numbers; `nil` before the first line.
  private(set) var count: AnswerCount?
  /// The beginning of a line that may be such a one.
  private var held: [UInt8] = []
  private var isAtStart = true

  private static let beginning = Array("answer-count: answers=".utf8)
  private static let middle = Array(" 5xx=".utf8)
  /// Longer than two of the greatest numbers make it.
  private static let bytesMax = 80

  /// Takes in what came and returns the rest of it, which may lag behind by part of a line.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var rest: [UInt8] = []
    var left = bytes
    while !left.isEmpty {
      let end = left.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? left.endIndex
      take(piece: left[..<end], into: &rest)
      left = left[end...]
    }
    return rest
  }

  /// Gives out what was held back, when nothing more comes.
  mutating func finish() -> [UInt8] {
    defer { held = [] }
    return held
  }

  /// Takes in a line, or part of one.
  private mutating func take(piece: ArraySlice<UInt8>, into rest: inout [UInt8]) {
    let isWhole = piece.last == UInt8(ascii: "\n")
    // What cannot be such a line is not held: a guest may write line ends without end.
    guard !held.isEmpty || isAtStart && piece.first == Self.beginning[0] else {
      isAtStart = isWhole
      rest += piece
      return
    }
    held += piece
    isAtStart = false
    let isLikely =
      held.count <= Self.bytesMax
      && held.prefix(Self.beginning.count).elementsEqual(Self.beginning.prefix(held.count))
    if isLikely, !isWhole { return }
    if isLikely, let count = Self.count(in: held.dropLast()) {
      self.count = count
    } else {
      rest += held
    }
    held = []
    isAtStart = isWhole
  }

  private static func count(in line: ArraySlice<UInt8>) -> AnswerCount? {
    let numbers = line.dropFirst(beginning.count)
    guard let space = numbers.firstIndex(of: middle[0]),
      numbers[space...].starts(with: middle), let all = number(numbers[..<space]),
      let errors = number(numbers[(space + middle.count)...]), errors <= all
    else { return nil }
    return AnswerCount(all: all, serverErrors: errors)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(String(decoding: digits, as: UTF8.self)), value <= AnswerCount.max
    else { return nil }
    return value
  }
}
