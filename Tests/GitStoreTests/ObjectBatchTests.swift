import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct ObjectBatchTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  static let author = GitSignature(
    name: "A\n<b>", email: "a@b", time: Instant(milliseconds: 1_700_000_000_999),
    offsetMinutes: -90)

  @Test func `writes what git reads, in one pack`() throws {
    var batch = try ObjectBatch(repositoryAt: path)
    let blob = try batch.write(blob: Array("text\n".utf8))
    let folder = try batch.write(tree: ["f": .file(blob)])
    let tree = try batch.write(tree: ["a": .folder(folder), "a.b": .file(blob), "a-b": .file(blob)])
    let draft = CommitDraft(tree: tree, parents: [], author: Self.author, message: "Subject\n")
    let commit = try batch.write(commit: draft.signedBytes)
    #expect(try batch.repository.commit(commit).tree == tree)
    #expect(try scratch.git(path, "count-objects") == "0 objects, 0 kilobytes")
    try batch.flush()
    try batch.repository.create(reference: "refs/heads/main", at: commit)

    #expect(try scratch.git(path, "fsck", "--strict", "--full") == "")
    #expect(try scratch.git(path, "ls-tree", "-r", "--name-only", "HEAD") == "a-b\na.b\na/f")
    #expect(
      try scratch.git(path, "log", "--format=%an %ae %ad", "--date=raw")
        == "Ab a@b 1700000000 -0130")
    #expect(try scratch.git(path, "count-objects", "-v").contains("packs: 1"))
    #expect(try Repository(openingAt: path).head() == commit)
  }

  @Test func `a dropped batch leaves nothing behind`() throws {
    do {
      var batch = try ObjectBatch(repositoryAt: path)
      _ = try batch.write(blob: Array("text\n".utf8))
    }
    #expect(try scratch.git(path, "count-objects", "-v").contains("packs: 0"))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: path + "/.git/objects").sorted()
        == ["info", "pack"])
  }

  @Test func `one batch can be written several times`() throws {
    var batch = try ObjectBatch(repositoryAt: path)
    for number in 0..<3 {
      let blob = try batch.write(blob: Array("\(number)".utf8))
      try batch.flush()
      #expect(try scratch.git(path, "cat-file", "blob", blob.hex) == "\(number)")
    }
    try batch.flush()
    #expect(try scratch.git(path, "count-objects", "-v").contains("packs: 3"))
  }

  @Test(arguments: Seeds.first(3))
  func `objects of every length are read back by git and by libgit2`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var batch = try ObjectBatch(repositoryAt: path)
    var contents: [String: [UInt8]] = [:]
    let lengths = [0, 1, 15, 16, 17, 2047, 2048, 2049, 262_143, 262_144, 300_000]
    for length in lengths + (0..<300).map({ _ in Int.random(in: 0...4000, using: &random) }) {
      // Half of them are text, which zlib makes shorter; random bytes get longer.
      let isText = Bool.random(using: &random)
      let bytes = (0..<length).map { _ in
        isText
          ? UInt8.random(in: 97...100, using: &random) : UInt8.random(in: 0...255, using: &random)
      }
      contents[try batch.write(blob: bytes).hex] = bytes
    }
    let entries = contents.keys.compactMap { BlobID(hex: $0) }
    let tree = try batch.write(
      tree: Dictionary(uniqueKeysWithValues: entries.map { ($0.hex, .file($0)) }))
    try batch.flush()
    let repository = try Repository(openingAt: path)
    #expect(try repository.entries(of: tree).count == contents.count)
    for blob in entries {
      #expect(try repository.blob(blob) == contents[blob.hex])
    }
    let packs = try scratch.files(in: "policy/.git/objects/pack").filter {
      $0.hasSuffix(".idx")
    }
    #expect(packs.count == 1)
    // git reads each object, its checksum and the checksums of both files.
    try scratch.git(path, "verify-pack", packs[0])
    try scratch.git(path, "fsck", "--strict", "--full", "--no-dangling")
  }

  @Test func `author lines are read as they are written`() throws {
    #expect(Self.author.line == "Ab <a@b> 1700000000 -0130")
    #expect(GitSignature(line: Array(Self.author.line.utf8)[...]) == Self.author)
    for line in [
      "", "A", "A <b>", "A <b> 1", "A <b> x +0000", "A <b> 1 0000", "A <b> 1 +00000",
      "A <b> -1 +0000", "A <b> 99999999999999 +0000",
    ] {
      #expect(GitSignature(line: Array(line.utf8)[...]) == nil, "\(line)")
    }
  }
}
