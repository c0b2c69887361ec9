import Disk
import Keys
package import Policy
package import Vocabulary

/// The documents of every blob of policy that was ever parsed here, on the disk: a cache.
///
/// One file that is only appended to: a header, then records of a length, a checksum and a payload.
/// What is torn or damaged is not used, and the file is written anew; so is a file of another
/// release, because the same blob may mean something else to it. Deleting it costs time alone.
package struct PolicyIndex: Sendable {
  private static let magic = Array("MERLON index 2\n".utf8)
  private static let checksumBytes = 16
  /// Bytes of a file that is still read; a larger one is written anew.
  private static let bytesMax = 1 << 30

  private let path: String
  private let header: [UInt8]
  /// The file as it was read; empty once it is not needed any more.
  private var bytes: [UInt8] = []
  private var places: [BlobID: Range<Int>] = [:]
  private var goods: [TreeID: Range<Int>] = [:]
  /// Records that are not on the disk yet.
  private var pending: [UInt8] = []
  private var isWhole = false

  /// Makes the index at `path`, which is read when somebody asks for the first time.
  ///
  /// - Parameter release: What tells this program from all others that may have written the file.
  package init(at path: String, release: String) {
    self.path = path
    header = Self.magic + Digest.sha256(release).hex.utf8
  }
}

// MARK: - Reading

extension PolicyIndex {
  /// Reads the file, unless it was; one that cannot be read counts as empty.
  package mutating func load() {
    guard !isWhole else { return }
    isWhole = true
    guard let found = (try? DurableFile.read(path, atMost: Self.bytesMax)) ?? nil,
      found.starts(with: header)
    else {
      pending = header
      return
    }
    bytes = found
    var place = header.count
    while let record = record(at: place) {
      let kind = bytes[record.lowerBound]
      let id = BlobID(bytes: bytes[(record.lowerBound + 1)...].prefix(20))
      let content = (record.lowerBound + 21)..<record.upperBound
      if kind == Kind.documents.rawValue {
        places[id] = content
      } else {
        goods[TreeID(of: id)] = content
      }
      place = record.upperBound
    }
    // Whatever follows was torn or damaged: nothing may be appended behind it.
    if place < bytes.count { rewrite() }
  }

  private enum Kind: UInt8 { case documents = 1, good }

  /// The payload of the record at a place, if one is there and whole.
  private func record(at place: Int) -> Range<Int>? {
    let start = place + 4 + Self.checksumBytes
    guard start + 21 <= bytes.count else { return nil }
    let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length >= 21, length <= bytes.count - start else { return nil }
    let payload = start..<start + length
    let checksum = bytes[(place + 4)..<start]
    return checksum.elementsEqual(Self.checksum(of: bytes[payload])) ? payload : nil
  }

  /// What a blob holds that was parsed before, as that of the file at `file`.
  package func contents(of blob: BlobID, file: String) -> IndexedFile? {
    guard let place = places[blob], !bytes.isEmpty else { return nil }
    var reader = IndexReader(bytes[place], file: file)
    guard
      let documents = try? reader.array({ reader throws(IndexDamage) in try reader.document() }),
      let warnings = try? reader.array({ reader throws(IndexDamage) in try reader.warning() }),
      reader.isAtEnd
    else { return nil }
    return IndexedFile(documents: documents, warnings: warnings)
  }

  /// When the plan of a tree with some catalogs was last found to be good.
  package func goodTime(of tree: TreeID, catalogs: Digest) -> Instant? {
    guard let place = goods[tree], !bytes.isEmpty else { return nil }
    var reader = IndexReader(bytes[place], file: "")
    guard (try? reader.string()) == catalogs.hex else { return nil }
    return try? reader.instant()
  }
}

// MARK: - Writing

extension PolicyIndex {
  /// Notes the documents of a blob, and what is odd about its text.
  package mutating func note(
    _ documents: [Document], warnings: [Diagnostic] = [], of blob: BlobID
  ) {
    var writer = IndexWriter()
    writer.write(documents) { $1.write($0) }
    writer.write(warnings) { $1.write($0) }
    append(.documents, blob, writer.bytes)
  }

  /// Notes that the plan of a tree is good at an instant.
  package mutating func noteGood(_ tree: TreeID, catalogs: Digest, at time: Instant) {
    var writer = IndexWriter()
    writer.write(catalogs.hex)
    writer.write(time)
    append(.good, BlobID(of: tree), writer.bytes)
  }

  private mutating func append(_ kind: Kind, _ id: BlobID, _ content: [UInt8]) {
    let payload = [kind.rawValue] + id.bytes + content
    for shift in [24, 16, 8, 0] {
      pending.append(UInt8(truncatingIfNeeded: payload.count >> shift))
    }
    pending += Self.checksum(of: payload[...])
    pending += payload
  }

  /// Puts what was noted on the disk; that this fails costs time at the next start, no more.
  package mutating func flush() {
    guard !pending.isEmpty else { return }
    if pending.starts(with: header) {
      try? DurableFile.writeUnforced(pending, to: path, mode: 0o600)
    } else {
      try? AppendedFile.append(pending, to: path)
    }
    pending = []
  }

  /// Forgets what only the first reading of a whole tree needs; writes the file anew when it holds
  /// much that `blobs`, those of that tree, do not need.
  package mutating func settle(keeping blobs: some Collection<BlobID>) {
    if places.count > 2 * blobs.count + 1_000 || goods.count > 1_000 {
      rewrite(keeping: Set(blobs))
    }
    flush()
    (bytes, places, goods) = ([], [:], [:])
  }

  /// Prepares to write everything anew that is whole.
  private mutating func rewrite(keeping kept: Set<BlobID>? = nil) {
    let noted = pending
    pending = header
    for (blob, place) in places where kept?.contains(blob) != false {
      append(.documents, blob, Array(bytes[place]))
    }
    pending += noted
  }

  private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(Digest.sha256(bytes).hex.utf8.prefix(checksumBytes))
  }
}
