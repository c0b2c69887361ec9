import CZlib
import Disk
import Glibc

/// One loose object: a file that holds `KIND SIZE`, a zero byte and the content, deflated.
///
/// Nothing of it is believed: what is inflated is what the header says, to the byte.
struct LooseObject {
  /// Why a file is not a loose object.
  struct Damage: Error {
    let reason: String
  }

  /// Bytes of the largest loose object that is read, deflated or not.
  static let bytesMax = 256 << 20
  /// More than the longest header has.
  private static let headerBytesMax = 64

  /// `blob`, `tree`, `commit` or `tag`.
  let kind: String
  let size: Int
  /// Where the content begins in what is inflated.
  private let start: Int
  private let deflated: [UInt8]

  /// Reads the file at `path` and its header; `nil` if there is none.
  init?(at path: String) throws(Damage) {
    // By far the most objects that are asked for are in packs.
    guard unsafe access(path, F_OK) == 0 else { return nil }
    do throws(DiskError) {
      guard let bytes = try DurableFile.read(path, atMost: Self.bytesMax) else { return nil }
      deflated = bytes
    } catch {
      throw Damage(reason: error.reason)
    }
    let head = try Self.inflate(deflated, atMost: Self.headerBytesMax).bytes
    guard let end = head.firstIndex(of: 0) else { throw Damage(reason: "it has no header") }
    let words = String(decoding: head[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 2, let size = Int(words[1]), size >= 0, String(size) == words[1] else {
      throw Damage(reason: "its header is broken")
    }
    guard size <= Self.bytesMax else { throw Damage(reason: "it is larger than any that is read") }
    kind = String(words[0])
    self.size = size
    start = end + 1
  }

  /// Inflates the content, which has just `size` bytes.
  func content() throws(Damage) -> ArraySlice<UInt8> {
    let (bytes, isWhole) = try Self.inflate(deflated, atMost: start + size)
    guard isWhole, bytes.count == start + size else {
      throw Damage(reason: "it does not have the \(size) bytes that its header says")
    }
    return bytes[start...]
  }

  /// Inflates the beginning; `isWhole` tells whether there is no more of it, nor anything behind.
  private static func inflate(
    _ deflated: [UInt8], atMost count: Int
  ) throws(Damage) -> (bytes: [UInt8], isWhole: Bool) {
    var stream = unsafe z_stream()
    guard
      unsafe inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw Damage(reason: "there is no memory to inflate it") }
    defer { _ = unsafe inflateEnd(&stream) }
    var code = Z_OK
    // A byte more than allowed, to see whether there is one.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { output, filled in
      unsafe deflated.withUnsafeBufferPointer { input in
        // zlib does not write to it; its type only dates from before `const`.
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(count + 1)
        code = unsafe CZlib.inflate(&stream, Z_SYNC_FLUSH)
        filled = unsafe count + 1 - Int(stream.avail_out)
      }
    }
    // Z_BUF_ERROR is what a stream that is cut off ends with.
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
      throw Damage(reason: "it is not deflated as it should be")
    }
    let rest = unsafe stream.avail_in
    return (bytes, code == Z_STREAM_END && rest == 0)
  }
}
