package import Vocabulary

/// Where a ledger ends: what the next line must follow.
///
/// It stands in the trailers of each notes commit, which is signed, so that an append need not
/// read the whole ledger.
package struct LedgerPosition: Hashable, Sendable {
  /// The number of the last line; 0 before the first.
  package private(set) var sequence = 0
  /// The digest of the last line.
  package private(set) var last: Digest?
  /// The tree of all lines; its root is a commitment to every one of them.
  package private(set) var tree = MerkleFrontier()

  private static let sequenceKey = "Merlon-Sequence: "
  private static let lastKey = "Merlon-Last-Line: "
  private static let rootKey = "Merlon-Tree-Root: "
  private static let peaksKey = "Merlon-Tree-Peaks: "

  /// Makes the position before the first line.
  package init() {}

  /// Takes the line that comes next; says nothing about whether it fits.
  mutating func take(_ leaf: MerkleFrontier.Leaf, numbered sequence: Int, digest: Digest) {
    self.sequence = sequence
    last = digest
    tree.append(leaf)
  }

  /// Takes the line that comes next; says nothing about whether it fits.
  mutating func take(_ line: LedgerLine) {
    take(MerkleFrontier.leaf(line.text.utf8), numbered: line.sequence, digest: line.digest)
  }

  /// The message of a notes commit that ends here.
  func message(_ subject: String) -> String {
    guard let last else { return "\(subject)\n\n\(Self.sequenceKey)\(sequence)\n" }
    return "\(subject)\n\n\(Self.sequenceKey)\(sequence)\n\(Self.lastKey)\(last)\n"
      + "\(Self.rootKey)\(tree.root)\n\(Self.peaksKey)\(tree.text)\n"
  }

  /// Reads the position out of a message; `nil` if it has none, or one that contradicts itself.
  package init?(message: String) {
    let lines = Array(message.utf8).split(separator: UInt8(ascii: "\n"))
    func value(_ key: String) -> String? {
      let key = Array(key.utf8)
      return lines.last { $0.starts(with: key) }
        .map { String(decoding: $0.dropFirst(key.count), as: UTF8.self) }
    }
    guard let sequence = value(Self.sequenceKey).flatMap({ Int($0) }), sequence > 0,
      let last = value(Self.lastKey).flatMap({ Digest($0) }),
      let root = value(Self.rootKey).flatMap({ Digest($0) }),
      let peaks = value(Self.peaksKey),
      let tree = MerkleFrontier(count: sequence, text: peaks), tree.root == root
    else { return nil }
    self.sequence = sequence
    self.last = last
    self.tree = tree
  }

  /// Makes a position of its parts, as a checkpoint has them; `nil` if they contradict each other.
  package init?(sequence: Int, last: Digest?, root: Digest, peaks: String) {
    guard let tree = MerkleFrontier(count: sequence, text: peaks), tree.root == root,
      (last == nil) == (sequence == 0)
    else { return nil }
    self.sequence = sequence
    self.last = last
    self.tree = tree
  }
}
