/// The SHA-1 id of a git object of kind `Object`, in 40 lower-case hexadecimal digits.
package struct ObjectID<Object>: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The 40 hexadecimal digits.
  package let hex: String

  /// Checks `hex` and makes it an id, or returns `nil` if it is not 40 lower-case hex digits.
  package init?(hex: String) {
    guard hex.utf8.count == 40, hex.utf8.allSatisfy(Hex.isLowercaseDigit) else { return nil }
    self.hex = hex
  }

  /// Makes an id of its 20 bytes.
  package init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == 20, "a SHA-1 id has 20 bytes")
    hex = Hex.encode(bytes)
  }

  /// The first 12 digits: enough to name an object to a person.
  package var short: String { String(hex.prefix(12)) }

  /// The 40 hexadecimal digits.
  package var description: String { hex }

  /// Orders ids by their bytes.
  package static func < (left: Self, right: Self) -> Bool { left.hex < right.hex }
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
