import Keys
package import Vocabulary

/// An image as the chunks that it consists of, for a host to say which of them it lacks.
package struct ImageOffer: Hashable, Sendable {
  /// A run of an image's bytes.
  package struct Chunk: Hashable, Sendable {
    /// Where it stands in the image.
    package let range: Range<Int>
    /// What its bytes are.
    package let digest: Digest
  }

  /// The digest of the whole image.
  package let digest: Digest
  /// The chunks, adjacent, from the first byte to the last.
  package let chunks: [Chunk]

  /// How many bytes the image has.
  package var size: Int { chunks.last?.range.upperBound ?? 0 }

  /// Makes the offer of an image.
  ///
  /// - Complexity: O(bytes).
  package init(_ digest: Digest, _ bytes: [UInt8]) {
    self.digest = digest
    chunks = ContentChunks.cut(bytes).map { Chunk(range: $0, digest: .sha256(bytes[$0])) }
  }
}

// MARK: - On the wire

extension ImageOffer {
  private static let entryBytes = 4 + 32

  /// The most bytes of the list of an image's chunks.
  static let listBytesMax =
    (HostLinkLimits.imageBytesMax / ContentChunks.bytesMin + 1) * entryBytes

  /// The list of chunks: for each its length in 32 bits, big-endian, and its digest.
  var list: [UInt8] {
    chunks.flatMap { chunk in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: chunk.range.count >> $0) }
        + (Hex.decode(chunk.digest.hex) ?? [])
    }
  }

  /// Reads the list of chunks.
  init(_ digest: Digest, list: [UInt8]) throws(HostLinkError) {
    guard list.count.isMultiple(of: Self.entryBytes) else {
      throw HostLinkError(.malformed, "the list of an image's chunks ends within an entry")
    }
    var chunks: [Chunk] = []
    var offset = 0
    for start in stride(from: 0, to: list.count, by: Self.entryBytes) {
      let length = list[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard (1...ContentChunks.bytesMax).contains(length),
        offset + length <= HostLinkLimits.imageBytesMax
      else {
        throw HostLinkError(.malformed, "a chunk of \(length) bytes is none that an image has")
      }
      let entry = list[start + 4..<start + Self.entryBytes]
      chunks.append(
        Chunk(range: offset..<offset + length, digest: Digest(bytes: Array(entry))))
      offset += length
    }
    self.digest = digest
    self.chunks = chunks
  }
}
