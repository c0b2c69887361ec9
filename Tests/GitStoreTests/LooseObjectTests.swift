import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import GitStore

/// Loose objects as a full disk, a crash or an enemy leaves them.
@Suite(.timeLimit(.minutes(10))) struct LooseObjectTests {
  let scratch: Scratch
  let path: String
  /// A blob of two kilobytes that do not deflate well.
  let blob: BlobID
  private let text: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
    var random = SplitMix64(seed: 3)
    text = (0..<400).map { _ in String(random.next() % 100_000) }.joined(separator: "\n")
    let commit = try scratch.commit(text, in: path)
    blob = try #require(BlobID(hex: try scratch.git(path, "rev-parse", commit + ":fleet.yaml")))
  }

  private func file(_ hex: String) -> String {
    "\(path)/.git/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// Puts bytes in the place of an object's file.
  private func replace(_ hex: String, by bytes: Data) throws {
    try? FileManager.default.removeItem(atPath: file(hex))
    try bytes.write(to: URL(filePath: file(hex)))
  }

  /// Deflates `header` and `content` as git does.
  private func deflated(_ header: String, _ content: String) throws -> Data {
    let input = scratch.path + "/raw"
    try Data((header + "\0" + content).utf8).write(to: URL(filePath: input))
    let program =
      "import sys,zlib;sys.stdout.buffer.write(zlib.compress(open(sys.argv[1],'rb').read()))"
    try scratch.run("sh", ["-c", "/usr/bin/python3 -c \"$0\" \"$1\" > \"$1.z\"", program, input])
    return try Data(contentsOf: URL(filePath: input + ".z"))
  }

  private func read(_ id: BlobID) -> Result<[UInt8], GitError> {
    do throws(GitError) { return .success(try Repository(openingAt: path).blob(id)) } catch {
      return .failure(error)
    }
  }

  private func isRefused(_ id: BlobID) -> Bool {
    if case .failure(let error) = read(id) { error.kind == .malformedObject } else { false }
  }

  @Test func `reads what git wrote, loose and packed, by its id and by its beginning`() throws {
    #expect(try read(blob).get() == Array(text.utf8))
    let repository = try Repository(openingAt: path)
    let head = try scratch.git(path, "rev-parse", "HEAD")
    #expect(try repository.resolve(String(head.prefix(7))).hex == head)
    #expect(throws: GitError.self) { try repository.resolve("0000000") }
    try scratch.git(path, "gc", "-q")
    #expect(!FileManager.default.fileExists(atPath: file(blob.hex)))
    #expect(try read(blob).get() == Array(text.utf8))
    #expect(try Repository(openingAt: path).resolve(String(head.prefix(7))).hex == head)
  }

  @Test func `reads the empty object and one of a megabyte`() throws {
    for count in [0, 1, 1 << 20] {
      let hex = try scratch.git(
        path, "hash-object", "-w", "--stdin", input: Data(repeating: 65, count: count))
      let id = try #require(BlobID(hex: hex))
      #expect(try read(id).get() == [UInt8](repeating: 65, count: count))
    }
  }

  @Test func `one that is cut off anywhere is refused`() throws {
    let whole = try Data(contentsOf: URL(filePath: file(blob.hex)))
    for count in stride(from: 0, to: whole.count, by: 7) {
      try replace(blob.hex, by: whole.prefix(count))
      #expect(isRefused(blob), "\(count) of \(whole.count) bytes")
    }
    try replace(blob.hex, by: whole + Data("behind it".utf8))
    #expect(isRefused(blob))
    try replace(blob.hex, by: whole)
    #expect(try read(blob).get() == Array(text.utf8))
  }

  @Test(arguments: [
    "blob 1", "blob 0", "blob 100000", "blob -1", "blob 99999999999999999999", "blob +5", "blob",
    "blob 5 5", "", "tree 5", "nonsense 5", "blob 05", "blob 1000000000", "commit 2",
  ])
  func `one whose header lies is refused`(header: String) throws {
    try replace(blob.hex, by: deflated(header, text))
    #expect(isRefused(blob), "\(read(blob))")
  }

  @Test func `one with other content of the right length is refused`() throws {
    let other = String(text.reversed())
    try replace(blob.hex, by: deflated("blob \(other.utf8.count)", other))
    #expect(isRefused(blob))
  }

  @Test func `a commit that is cut off stops no walk for ever`() throws {
    let first = try scratch.git(path, "rev-parse", "HEAD")
    let second = try scratch.commit("two", in: path)
    let whole = try Data(contentsOf: URL(filePath: file(first)))
    try replace(first, by: whole.prefix(whole.count / 2))
    let repository = try Repository(openingAt: path)
    let (old, new) = (try #require(CommitID(hex: first)), try #require(CommitID(hex: second)))
    #expect(throws: GitError.self) { try repository.commit(old) }
    #expect(throws: GitError.self) { try repository.firstParents(after: nil, through: new) }
    for name in ["HEAD~1", "HEAD^", first, String(first.prefix(10))] {
      #expect(throws: GitError.self) { try repository.resolve(name) }
    }
  }

  @Test(arguments: Seeds.first(200))
  func `noise in the place of an object is refused`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = try Data(contentsOf: URL(filePath: file(blob.hex)))
    for _ in 0...Int(random.next() % 4) {
      bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 + random.next() % 255)
    }
    try replace(blob.hex, by: bytes)
    if case .success(let read) = read(blob) { #expect(read == Array(text.utf8), "seed \(seed)") }
  }
}
