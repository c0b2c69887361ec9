import Vocabulary

/// One line of a statement journal.
enum StatementRecord: Equatable {
  /// Where the ledger ends that the first signed line follows.
  case base(sequence: Int, last: Digest?)
  /// Lines were given to a controller: their numbers are final.
  case given
  /// A signed line.
  case line(String)

  private static let baseWord = "base "
  private static let givenWord = "given"

  private var text: String {
    switch self {
    case .base(let sequence, let last): "\(Self.baseWord)\(sequence) \(last?.hex ?? "-")"
    case .given: Self.givenWord
    case .line(let text): text
    }
  }

  /// The record as the file has it.
  var bytes: [UInt8] { Checksummed.seal(text) }

  /// Reads a record without its newline, or returns `nil` if it is not whole.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let text = Checksummed.open(bytes) else { return nil }
    if text == Self.givenWord {
      self = .given
    } else if text.hasPrefix(Self.baseWord) {
      let parts = text.dropFirst(Self.baseWord.count).split(separator: " ")
      guard parts.count == 2, let sequence = Int(parts[0]), sequence >= 0 else { return nil }
      let last = Digest(hex: String(parts[1]))
      guard (last == nil) == (sequence == 0) else { return nil }
      self = .base(sequence: sequence, last: last)
    } else {
      self = .line(text)
    }
  }
}
