/// Where an image is cut into chunks, by what it holds and not by place: bytes that only moved make
/// the same chunks, so that a host has most of an image that differs a little from one it holds.
///
/// A gear hash rolls over the bytes; a cut is where its upper bits are zero. About 8 KiB a chunk.
enum ContentChunks {
  /// The least bytes of a chunk but the last.
  static let bytesMin = 2 << 10
  /// The most bytes of a chunk.
  static let bytesMax = 32 << 10
  private static let mask: UInt64 = 0x1fff << 51

  /// One random word for each byte; fixed, since both sides must cut at the same places.
  private static let gear: [UInt64] = {
    var state: UInt64 = 0
    return (0..<256).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }()

  /// Cuts `bytes` into adjacent ranges that cover them.
  ///
  /// - Complexity: O(bytes).
  static func cut(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = end(of: bytes, from: start)
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  private static func end(of bytes: [UInt8], from start: Int) -> Int {
    let last = min(bytes.count, start + bytesMax)
    var hash: UInt64 = 0
    return bytes.withUnsafeBufferPointer { bytes in
      var at = start
      while at < last {
        hash = hash << 1 &+ gear[Int(bytes[at])]
        at += 1
        if at - start >= bytesMin, hash & mask == 0 { return at }
      }
      return last
    }
  }
}
