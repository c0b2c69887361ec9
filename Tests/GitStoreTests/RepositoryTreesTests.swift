import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct RepositoryTreesTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  func tree(_ revision: String = "HEAD") throws -> TreeID {
    try #require(TreeID(hex: try scratch.git(path, "rev-parse", revision + "^{tree}")))
  }

  /// Writes a tree of raw entries: mode, name, id.
  func hostileTree(_ entries: [(mode: String, name: [UInt8], hex: String)]) throws -> TreeID {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Array((entry.mode + " ").utf8) + entry.name + [0]
      bytes += Hex.decode(entry.hex) ?? []
    }
    return try #require(TreeID(hex: try scratch.object("tree", bytes, in: path)))
  }

  @Test func `lists files as git does`() throws {
    for file in ["b", "a/x", "a.b", "a0", "a/y/z", "ü"] {
      try scratch.write(file, to: file, in: path)
    }
    try scratch.run("chmod", ["+x", path + "/b"])
    try scratch.commit("fleet", in: path)
    let repository = try Repository(openingAt: path)
    let listing = try repository.listing(of: tree())
    let expected = try scratch.git(path, "-c", "core.quotePath=false", "ls-tree", "-r", "HEAD")
    #expect(
      listing.files.map {
        "\($0.isExecutable ? "100755" : "100644") blob \($0.blob)\t\($0.path)"
      }.joined(separator: "\n") == expected)
    #expect(listing.findings.isEmpty)
    #expect(try repository.listing(of: tree(), below: "a").files.map(\.path) == ["a/x", "a/y/z"])
    #expect(try repository.listing(of: tree(), below: "nowhere").files.isEmpty)
  }

  @Test func `finds files and folders by path`() throws {
    try scratch.write("link", to: "a/x", in: path)
    try FileManager.default.createSymbolicLink(atPath: path + "/s", withDestinationPath: "a/x")
    try scratch.commit("fleet", in: path)
    let repository = try Repository(openingAt: path)
    let file = try #require(try repository.file(at: "a/x", in: tree()))
    #expect(try repository.blob(file.blob) == Array("link".utf8))
    #expect(try repository.blobSize(file.blob) == 4)
    for path in ["a", "a/x/y", "s", "", "/a/x", "a//x", "../a", "a/y", "a/x/"] {
      #expect(try repository.file(at: path, in: tree()) == nil, "\(path)")
    }
    #expect(
      try repository.subtree(at: "a", in: tree())?.hex == scratch.git(path, "rev-parse", "HEAD:a"))
    #expect(try repository.subtree(at: "", in: tree()) == tree())
    #expect(try repository.subtree(at: "a/x", in: tree()) == nil)
  }

  @Test func `passes over what is hostile and says so`() throws {
    let blob = try scratch.object("blob", Array("x".utf8), in: path)
    let inner = try hostileTree([("100644", Array("f".utf8), blob)]).hex
    let cases: [(String, [UInt8], TreeFinding.Kind)] = [
      ("120000", Array("link".utf8), .symlink), ("160000", Array("sub".utf8), .submodule),
      ("100600", Array("mode".utf8), .mode), ("100664", Array("old".utf8), .mode),
      ("100644", Array("..".utf8), .name), ("100644", Array(".".utf8), .name),
      ("40000", Array(".GIT".utf8), .name), ("100644", Array("a/b".utf8), .name),
      ("100644", Array("a\nb".utf8), .name), ("100644", [0xff, 0xfe], .name),
      ("100644", [], .name), ("100644", Array(repeating: 0x61, count: 256), .name),
      ("100644", Array("g".utf8), .duplicate), ("40000", Array("g".utf8), .duplicate),
      ("100644", Array("c".utf8), .disorder),
    ]
    let repository = try Repository(openingAt: path)
    for (mode, name, kind) in cases {
      let root = try hostileTree([
        ("100644", Array("g".utf8), blob), (mode, name, mode == "40000" ? inner : blob),
      ])
      let listing = try repository.listing(of: root)
      #expect(listing.findings.map(\.kind) == [kind], "\(mode) \(name)")
      #expect(listing.files.map(\.path) == (kind == .disorder ? ["c", "g"] : ["g"]))
      #expect(try repository.changes(from: nil, to: root).findings.map(\.kind) == [kind])
      #expect(!listing.findings.contains { $0.description.isEmpty })
    }
  }

  @Test func `refuses what is too deep without overflowing`() throws {
    let blob = try scratch.object("blob", Array("x".utf8), in: path)
    var tree = try hostileTree([("100644", Array("f".utf8), blob)])
    for _ in 1..<Limits.treeDepthMax {
      tree = try hostileTree([("40000", Array("d".utf8), tree.hex)])
    }
    let repository = try Repository(openingAt: path)
    #expect(try repository.listing(of: tree).findings.isEmpty)
    #expect(try repository.changes(from: nil, to: tree).changes.count == 1)
    let deeper = try hostileTree([("40000", Array("d".utf8), tree.hex)])
    #expect(try repository.listing(of: deeper).findings.map(\.kind) == [.tooDeep])
    #expect(try repository.changes(from: nil, to: deeper).findings.map(\.kind) == [.tooDeep])
  }

  @Test func `refuses trees that end inside an entry`() throws {
    let repository = try Repository(openingAt: path)
    for bytes in [Array("100644 a".utf8), Array("100644 a\0abc".utf8), Array("1".utf8)] {
      let id = try #require(TreeID(hex: try scratch.object("tree", bytes, in: path)))
      do throws(GitError) {
        _ = try repository.listing(of: id)
        Issue.record("not refused")
      } catch { #expect(error.kind == .malformedObject) }
    }
  }

  @Test(arguments: [false, true])
  func `refuses a blob of 100 MB before it is inflated`(isPacked: Bool) throws {
    let blob = try scratch.run(
      "sh", ["-c", "head -c 100000000 /dev/zero | git -C '\(path)' hash-object -w --stdin"])
    let id = try #require(BlobID(hex: blob))
    if isPacked {
      try scratch.run(
        "sh", ["-c", "echo \(blob) | git -C '\(path)' pack-objects -q .git/objects/pack/pack"])
      try scratch.git(path, "prune-packed")
    }
    let repository = try Repository(openingAt: path)
    #expect(try repository.blobSize(id) == 100_000_000)
    do throws(GitError) {
      _ = try repository.blob(id)
      Issue.record("not refused")
    } catch { #expect(error.kind == .tooLarge) }
  }

  @Test func `tells missing objects and wrong kinds apart`() throws {
    try scratch.commit("a", in: path)
    let repository = try Repository(openingAt: path)
    let missing = String(repeating: "1", count: 40)
    let commit = try scratch.git(path, "rev-parse", "HEAD")
    for (hex, kind) in [(missing, GitError.Kind.missingObject), (commit, .malformedObject)] {
      let (tree, blob) = try (#require(TreeID(hex: hex)), #require(BlobID(hex: hex)))
      do throws(GitError) { _ = try repository.entries(of: tree) } catch {
        #expect(error.kind == kind)
      }
      do throws(GitError) { _ = try repository.blobSize(blob) } catch {
        #expect(error.kind == kind)
      }
    }
  }

  @Test func `notices an object whose bytes do not fit its id`() throws {
    let good = try scratch.object("blob", Array("good".utf8), in: path)
    let evil = try scratch.object("blob", Array("evil".utf8), in: path)
    func file(_ hex: String) -> String {
      "\(path)/.git/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }
    try scratch.run("cp", ["-f", file(evil), file(good)])
    let repository = try Repository(openingAt: path)
    let id = try #require(BlobID(hex: good))
    do throws(GitError) {
      _ = try repository.blob(id)
      Issue.record("not noticed")
    } catch { #expect(error.kind == .malformedObject) }
  }
}
