/// The SHA-1 id of a git object of kind `Object`: 20 bytes, kept in place.
package struct ObjectID<Object>: Hashable, Sendable, Comparable, CustomStringConvertible {
  // Big-endian words, so that their order is that of the bytes.
  fileprivate let high: UInt64
  fileprivate let middle: UInt64
  fileprivate let low: UInt32

  /// Checks `hex` and makes it an id, or returns `nil` if it is not 40 lower-case hex digits.
  package init?(hex: String) {
    guard hex.utf8.count == 40, let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Makes an id of its 20 bytes.
  package init(bytes: some Collection<UInt8>) { self.init(bytes: Array(bytes)[...]) }

  /// Makes an id of its 20 bytes, for the inner loop that reads trees: not generic.
  package init(bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == 20, "a SHA-1 id has 20 bytes")
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for byte in bytes {
      // A shift register of 192 bits, of which the last 160 are the id.
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | words.2 >> 56
      words.2 = words.2 << 8 | UInt64(byte)
    }
    high = words.0 << 32 | words.1 >> 32
    middle = words.1 << 32 | words.2 >> 32
    low = UInt32(truncatingIfNeeded: words.2)
  }

  /// Makes an id of that of an object whose kind was not known yet.
  package init<Other>(of other: ObjectID<Other>) {
    (high, middle, low) = (other.high, other.middle, other.low)
  }

  /// The 20 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: middle >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: low >> UInt32(shift)))
    }
    return bytes
  }

  /// The 40 hexadecimal digits.
  package var hex: String { Hex.encode(bytes) }

  /// The first 12 digits: enough to name an object to a person.
  package var short: String { String(hex.prefix(12)) }

  /// The 40 hexadecimal digits.
  package var description: String { hex }

  /// Orders ids by their bytes.
  package static func < (left: Self, right: Self) -> Bool {
    (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
  }
}

/// What an `ObjectID` can be the id of.
package enum GitObject {
  /// A commit.
  package enum Commit {}
  /// A tree.
  package enum Tree {}
  /// A blob.
  package enum Blob {}
}

/// The id of a commit: a revision.
package typealias CommitID = ObjectID<GitObject.Commit>
/// The id of a tree.
package typealias TreeID = ObjectID<GitObject.Tree>
/// The id of a blob.
package typealias BlobID = ObjectID<GitObject.Blob>
