import Keys
import TestSupport
import Testing
import Vocabulary

@testable import Ledger

/// RFC 6962's tree of hashes.
@Suite struct MerkleFrontierTests {
  /// The Merkle tree hash as RFC 6962 §2.1 defines it, word by word.
  static func reference(_ leaves: ArraySlice<String>) -> [UInt8] {
    guard let first = leaves.first else { return SHA256Digest.of() }
    guard leaves.count > 1 else { return SHA256Digest.of([0], Array(first.utf8)) }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let middle = leaves.startIndex + half
    return SHA256Digest.of(
      [1], reference(leaves[..<middle]), reference(leaves[middle...]))
  }

  @Test func `the root is that of RFC 6962 for every size`() {
    var frontier = MerkleFrontier()
    var leaves: [String] = []
    #expect(frontier.root.hex.hasPrefix("e3b0c44298fc1c149afbf4c8996fb924"))
    for number in 0..<130 {
      leaves.append("line \(number)")
      frontier.append(MerkleFrontier.leaf(leaves[number].utf8))
      #expect(frontier.root == Digest(bytes: Self.reference(leaves[...])), "\(number + 1) leaves")
      #expect(MerkleFrontier(count: number + 1, text: frontier.text) == frontier)
    }
  }

  @Test func `a known answer of certificate transparency`() {
    // The roots of the test vectors that came with RFC 6962's reference implementation.
    let inputs = ["", "00", "10", "2021", "3031", "40414243"].compactMap(Hex.decode)
    var frontier = MerkleFrontier()
    for input in inputs { frontier.append(MerkleFrontier.leaf(input)) }
    #expect(
      frontier.root.hex == "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")
  }

  @Test func `refuses peaks that do not fit the number of leaves`() {
    var frontier = MerkleFrontier()
    for number in 0..<6 { frontier.append(MerkleFrontier.leaf("\(number)".utf8)) }
    #expect(MerkleFrontier(count: 5, text: frontier.text) != nil)
    #expect(MerkleFrontier(count: 7, text: frontier.text) == nil)
    #expect(MerkleFrontier(count: -1, text: frontier.text) == nil)
    #expect(MerkleFrontier(count: 6, text: frontier.text + "00") == nil)
    #expect(MerkleFrontier(count: 0, text: "") == MerkleFrontier())
  }
}
