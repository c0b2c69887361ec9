import CLibgit2
import CZlib
import Disk
import Keys
import Vocabulary

/// A pack that is being made: objects deflated one behind the other, without deltas, and the index
/// that finds them.
///
/// libgit2's own way looks for deltas, and then reads all that it wrote to index it: that takes
/// longer than the disk. Repacking finds the deltas later, when nobody waits.
struct PackDraft: ~Copyable {
  /// The largest pack whose index needs no table of long offsets.
  private static let bytesMax = Int(Int32.max)
  private static let idBytes = 20

  private struct Entry {
    let id: [UInt8]
    let checksum: UInt32
    let offset: Int
  }

  private var bytes: [UInt8]
  private var entries: [Entry] = []
  private var deflater: Deflater

  /// Starts a pack of as many objects as will be added.
  init(of count: Int) throws(GitError) {
    guard let deflater = Deflater() else { throw Self.noMemory }
    self.deflater = deflater
    bytes = Array("PACK".utf8)
    bytes.append(bigEndian: 2)
    bytes.append(bigEndian: UInt32(count))
  }

  /// Adds an object.
  mutating func add(_ content: [UInt8], _ kind: git_object_t, id: git_oid) throws(GitError) {
    let offset = bytes.count
    appendHeader(of: content.count, kind)
    // A tree is random bytes and hex digits: a fifth less would take longer than all the rest.
    // Repacking keeps it as what it differs in from another one.
    let level = kind == GIT_OBJECT_TREE ? Z_NO_COMPRESSION : Z_BEST_SPEED
    guard let deflated = deflater.deflate(content, level) else { throw Self.noMemory }
    bytes += deflated
    guard bytes.count <= Self.bytesMax - Self.idBytes else {
      throw GitError(.tooLarge, .writeObject, "a pack", "it would have more than 2 GiB")
    }
    let checksum = unsafe bytes[offset...].withUnsafeBufferPointer { part in
      unsafe crc32_z(0, part.baseAddress, part.count)
    }
    let name = unsafe withUnsafeBytes(of: id.id) { unsafe Array($0) }
    entries.append(Entry(id: name, checksum: UInt32(checksum), offset: offset))
  }

  private static let noMemory = GitError(
    .system, .writeObject, "a pack", "there is no memory to deflate an object")

  /// The kind and the length, seven bits at a time after the first four.
  private mutating func appendHeader(of count: Int, _ kind: git_object_t) {
    var rest = count >> 4
    var byte = UInt8(kind.rawValue) << 4 | UInt8(count & 15)
    while rest > 0 {
      bytes.append(byte | 0x80)
      byte = UInt8(rest & 0x7f)
      rest >>= 7
    }
    bytes.append(byte)
  }

  /// Writes pack and index into a folder, durably; whoever sees the index can read the pack.
  consuming func write(to folder: String) throws(DiskError) {
    try Folder.make(folder)
    let digest = SHA1Digest.of(bytes)
    bytes += digest
    let index = index(of: digest)
    let name = "\(folder)/pack-\(Hex.encode(digest))"
    // What git sweeps away when a writer did not live to rename it.
    let draft = "\(folder)/tmp_pack_\(UInt64.random(in: .min ... .max))"
    try DurableFile.write(
      [
        DurableFile.Part(bytes, to: name + ".pack", draft: draft),
        DurableFile.Part(index, to: name + ".idx", draft: draft + "_idx"),
      ], mode: 0o444)
  }

  /// The index, version 2: how many ids begin with each byte or less, ids, checksums, offsets.
  private func index(of digest: [UInt8]) -> [UInt8] {
    let sorted = entries.sorted { $0.id.lexicographicallyPrecedes($1.id) }
    var index: [UInt8] = [0xff] + Array("tOc".utf8)
    index.append(bigEndian: 2)
    var rest = sorted[...]
    for first in UInt8.min...UInt8.max {
      rest = rest.drop { $0.id[0] == first }
      index.append(bigEndian: UInt32(sorted.count - rest.count))
    }
    for entry in sorted { index += entry.id }
    for entry in sorted { index.append(bigEndian: entry.checksum) }
    for entry in sorted { index.append(bigEndian: UInt32(entry.offset)) }
    index += digest
    return index + SHA1Digest.of(index)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian number: UInt32) {
    for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
  }
}
