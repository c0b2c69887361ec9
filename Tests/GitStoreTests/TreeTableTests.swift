import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct TreeTableTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  /// The tree that git makes of lines of `ls-tree`.
  private func tree(_ lines: [String]) throws -> TreeID {
    let input = Data(lines.map { $0 + "\n" }.joined().utf8)
    return try #require(TreeID(hex: scratch.git(path, "mktree", "--missing", input: input)))
  }

  /// A tree object of any bytes.
  private func object(_ bytes: [UInt8]) throws -> TreeID {
    let id = try scratch.git(
      path, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", input: Data(bytes))
    return try #require(TreeID(hex: id))
  }

  @Test(arguments: Seeds.first(40))
  func `what is put into a tree is what git would write`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // Names of which one is the beginning of another, with what git sorts before and behind a `/`.
    let alphabet = seed.isMultiple(of: 2) ? ["a", "b", "0"] : ["a", "-", ".b", "0", "é"]
    func name() -> String {
      (0..<Int.random(in: 1...3, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }.joined()
    }
    func line(_ name: String) -> String {
      let id = BlobID(bytes: (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
      return Bool.random(using: &random)
        ? "100644 blob \(id.hex)\t\(name)" : "040000 tree \(id.hex)\t\(name)"
    }
    var lines: [String: String] = [:]
    for name in (0..<Int.random(in: 0...30, using: &random)).map({ _ in name() }) {
      lines[name] = line(name)
    }
    var batch = try ObjectBatch(repositoryAt: path)
    var table = try batch.repository.table(of: try tree(Array(lines.values)))
    #expect(table.isSound)
    #expect(table.count == lines.count)
    for name in (0..<Int.random(in: 0...10, using: &random)).map({ _ in name() }) {
      let new = line(name)
      lines[name] = new
      let id = String(new.split(separator: "\t")[0].suffix(40))
      table.put(
        new.hasPrefix("1")
          ? .file(try #require(BlobID(hex: id))) : .folder(try #require(TreeID(hex: id))),
        under: name)
    }
    for (name, line) in lines {
      let entry = try #require(table[name], "seed \(seed)")
      #expect(line.contains(" \(entry.hex)\t"), "seed \(seed)")
      #expect((entry.folder != nil) == line.hasPrefix("0"), "seed \(seed)")
    }
    #expect(table["c"] == nil)
    #expect(try batch.write(tree: table) == tree(Array(lines.values)), "seed \(seed)")
  }

  @Test func `what is out of order, doubled or unsafe is seen, and put in order`() throws {
    var batch = try ObjectBatch(repositoryAt: path)
    let (one, two) = (String(repeating: "1", count: 40), String(repeating: "2", count: 40))
    func table(_ entries: [(String, String)]) throws -> TreeTable {
      let bytes = entries.flatMap { name, id in
        Array("100644 \(name)\0".utf8) + (BlobID(hex: id)?.bytes ?? [])
      }
      return try batch.repository.table(of: object(bytes))
    }
    let unordered = try table([("bb", one), ("aa", two)])
    #expect(unordered.isSound)
    #expect(unordered["aa"]?.hex == two)
    #expect(
      try batch.write(tree: unordered)
        == tree(["100644 blob \(two)\taa", "100644 blob \(one)\tbb"]))
    let doubled = try table([("aa", one), ("aa", two)])
    #expect(!doubled.isSound)
    #expect(doubled["aa"]?.hex == two)
    #expect(try !table([("..", one)]).isSound)
    #expect(try !table([("aa", one), ("a/b", two)]).isSound)
  }

  @Test func `a tree that ends inside an entry is none`() throws {
    let repository = try Repository(openingAt: path)
    let whole = Array("100644 aa\0".utf8) + (0..<20).map { UInt8($0) }
    for count in [1, 7, 10, whole.count - 1] {
      let tree = try object(Array(whole.prefix(count)))
      #expect(throws: GitError.self) { _ = try repository.table(of: tree) }
    }
  }
}
