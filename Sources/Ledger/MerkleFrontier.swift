import Keys
package import Vocabulary

/// The right edge of a Merkle tree as RFC 6962 §2.1 defines it: enough to add leaves and to name
/// the root, without the leaves.
///
/// Leaves are the lines of a ledger in the order of their numbers, without their newlines.
package struct MerkleFrontier: Hashable, Sendable {
  /// How many leaves there are.
  package private(set) var count = 0
  /// The roots of the complete subtrees, largest first: one for each bit of `count`.
  private var peaks: [[UInt8]] = []

  /// Makes the edge of a tree without leaves.
  package init() {}

  /// The hash of one leaf.
  struct Leaf: Hashable, Sendable {
    fileprivate let hash: [UInt8]
  }

  /// Hashes a leaf.
  static func leaf(_ line: some Collection<UInt8>) -> Leaf {
    Leaf(hash: SHA256Digest.of([0], Array(line)))
  }

  /// Adds a leaf.
  ///
  /// - Complexity: O(1) hashes on average, O(log count) at most.
  mutating func append(_ leaf: Leaf) {
    var node = leaf.hash
    var size = count
    while size & 1 == 1, let left = peaks.popLast() {
      node = SHA256Digest.of([1], left, node)
      size >>= 1
    }
    peaks.append(node)
    count += 1
  }

  /// The Merkle tree hash of all leaves.
  package var root: Digest {
    guard var node = peaks.last else { return Digest(bytes: SHA256Digest.of()) }
    for left in peaks.dropLast().reversed() { node = SHA256Digest.of([1], left, node) }
    return Digest(bytes: node)
  }
}

// MARK: - Text

extension MerkleFrontier {
  /// The peaks in hex digits, with spaces between them.
  package var text: String { peaks.map { Hex.encode($0) }.joined(separator: " ") }

  /// Reads what `text` wrote of a tree of `count` leaves, or returns `nil`.
  package init?(count: Int, text: String) {
    let peaks = Array(text.utf8).split(separator: UInt8(ascii: " "))
      .map { Hex.decode(String(decoding: $0, as: UTF8.self)) }
    guard count >= 0, peaks.count == count.nonzeroBitCount,
      peaks.allSatisfy({ $0?.count == 32 })
    else { return nil }
    self.count = count
    self.peaks = peaks.compactMap(\.self)
  }
}
