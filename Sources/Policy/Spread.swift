package import Vocabulary

/// Which of the hosts that may run an image do, when it wants fewer than there are.
///
/// Each pair of image and host has a number of its own, and the least ones win (rendezvous hashing).
/// So images that could run anywhere do not crowd on the first host; a host that is added takes its
/// share and nothing else moves, and what ran on one that is removed goes to the others.
package enum Spread {
  /// Chooses `count` of `hosts` for `image`, in order of their names.
  ///
  /// - Parameter hosts: In order of their names.
  /// - Complexity: O(n log n).
  package static func choose(
    _ count: Int, of hosts: [HostName], for image: ImageName
  ) -> [HostName] {
    guard count < hosts.count else { return hosts }
    let seed = hash(image.text.utf8, from: 0xcbf2_9ce4_8422_2325)
    let ranked = hosts.map { (rank: mixed(hash($0.text.utf8, from: seed)), host: $0) }
    return ranked.sorted { ($0.rank, $0.host) < ($1.rank, $1.host) }.prefix(count).map(\.host)
      .sorted()
  }

  /// FNV-1a; the byte at the end tells "ab" and "c" from "a" and "bc".
  private static func hash(_ bytes: some Sequence<UInt8>, from seed: UInt64) -> UInt64 {
    let hash = bytes.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return (hash ^ 0xff) &* 0x100_0000_01b3
  }

  /// The finisher of SplitMix64: names that differ in one letter have nothing in common any more.
  private static func mixed(_ hash: UInt64) -> UInt64 {
    var word = hash
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
