import GitStore
import Vocabulary

/// Where a ledger ends: what the next line must follow.
///
/// It stands in the message of each notes
/// commit, which is signed, so that an append need not read the whole ledger.
struct LedgerPosition: Hashable {
  /// The number of the last line; 0 before the first.
  var sequence = 0
  /// The digest of the last line.
  var last: Digest?

  private static let sequenceKey = "Merlon-Sequence: "
  private static let lastKey = "Merlon-Last-Line: "

  /// The message of a notes commit that ends here.
  func message(_ subject: String) -> String {
    "\(subject)\n\n\(Self.sequenceKey)\(sequence)\n"
      + (last.map { "\(Self.lastKey)\($0)\n" } ?? "")
  }

  init() {}

  /// Reads the position out of a message, or returns `nil`.
  init?(message: String) {
    func value(_ key: String) -> Substring? {
      message.split(separator: "\n").last { $0.hasPrefix(key) }?.dropFirst(key.count)
    }
    guard let sequence = value(Self.sequenceKey).flatMap({ Int($0) }), sequence >= 0,
      let last = value(Self.lastKey).flatMap({ Digest(String($0)) })
    else { return nil }
    self.sequence = sequence
    self.last = last
  }
}
