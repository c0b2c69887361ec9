import Foundation
import GitStore
import TestSupport
import Testing
import Vocabulary

@Suite struct RepositoryHistoryTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  @Test func `follows first parents, oldest first`() throws {
    let ids = try (0..<5).map { try #require(CommitID(hex: try scratch.commit("\($0)", in: path))) }
    let repository = try Repository(openingAt: path)
    #expect(try repository.firstParents(after: nil, through: ids[4]) == ids)
    #expect(try repository.firstParents(after: ids[1], through: ids[4]) == Array(ids[2...]))
    #expect(try repository.firstParents(after: ids[4], through: ids[4]).isEmpty)
    for (base, limit, kind) in [(ids[4], 99, GitError.Kind.notAncestor), (ids[0], 2, .tooLarge)] {
      let head = kind == .notAncestor ? ids[3] : ids[4]
      do throws(GitError) {
        _ = try repository.firstParents(after: base, through: head, limit: limit)
        Issue.record("not refused")
      } catch { #expect(error.kind == kind) }
    }
    #expect(try repository.isAncestor(ids[0], of: ids[4]))
    #expect(try repository.isAncestor(ids[4], of: ids[4]))
    #expect(try !repository.isAncestor(ids[4], of: ids[0]))
  }

  @Test func `a commit that hides its parent begins no history`() throws {
    let root = try scratch.commit("a", in: path)
    let tree = try scratch.git(path, "rev-parse", "HEAD^{tree}")
    let repository = try Repository(openingAt: path)
    let heads = [
      "", "parent \(root)\ntree \(tree)\n", "tree \(tree)\n x\nparent \(root)\n",
      "tree \(tree)\nparent \(root.dropLast())\n", "tree \(tree)\nParent \(root)\n",
      "tree \(tree)\nparent \(root.uppercased())\n",
    ]
    for head in heads {
      let text = head + "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n"
      let id = try scratch.git(
        path, "hash-object", "-t", "commit", "-w", "--literally", "--stdin",
        input: Data(text.utf8))
      let commit = try #require(CommitID(hex: id))
      #expect(throws: GitError.self, "\(head)") {
        try repository.firstParents(after: nil, through: commit)
      }
    }
    let blob = try #require(CommitID(hex: scratch.git(path, "hash-object", "-w", "--stdin")))
    #expect(throws: GitError.self) { try repository.firstParents(after: nil, through: blob) }
  }

  @Test func `resolves what git resolves`() throws {
    for text in ["a", "b", "c"] { try scratch.commit(text, in: path) }
    try scratch.git(path, "tag", "-am", "A tag", "v1", "HEAD~1")
    let repository = try Repository(openingAt: path)
    let short = String(try scratch.git(path, "rev-parse", "HEAD").prefix(10))
    for revision in ["HEAD", "HEAD~2", "v1", "main^", short] {
      let expected = try scratch.git(path, "rev-parse", revision + "^{commit}")
      #expect(try repository.resolve(revision).hex == expected)
    }
    for revision in ["nothing", "HEAD~9", "", "-x", "HEAD:fleet.yaml", "a b", "ffffffffff"] {
      do throws(GitError) {
        _ = try repository.resolve(revision)
        Issue.record("'\(revision)' was resolved")
      } catch { #expect(error.kind == .missingRevision, "\(revision): \(error)") }
    }
    let range = try repository.resolve(range: "HEAD~2..")
    #expect(try range.base == repository.resolve("HEAD~2"))
    #expect(try range.head == repository.head())
    #expect(try repository.resolve(range: "main").base == repository.resolve("HEAD~1"))
    #expect(throws: GitError.self) { try repository.resolve(range: "a...b") }
  }

  @Test func `reads a commit as git does`() throws {
    try scratch.write("a", to: "a", in: path)
    try scratch.git(path, "add", "a")
    try scratch.git(
      path, "-c", "user.name=Bjørn", "commit", "-q", "--date=1700000000 +0530", "-m",
      "Süb\n\nBody\n")
    let repository = try Repository(openingAt: path)
    let commit = try repository.commit(repository.head())
    #expect(commit.subject == "Süb")
    #expect(commit.message == "Süb\n\nBody\n")
    #expect(commit.author.time == Instant(milliseconds: 1_700_000_000_000))
    #expect(commit.author.offsetMinutes == 330)
    #expect(commit.author.email == "ann@example.com")
    #expect(commit.parents.isEmpty)
    #expect(commit.signature == .none)
    #expect(commit.tree.hex == (try scratch.git(path, "rev-parse", "HEAD^{tree}")))
    #expect(
      String(decoding: commit.signedBytes, as: UTF8.self)
        == (try scratch.git(path, "cat-file", "commit", "HEAD")) + "\n")
  }

  static let head = """
    tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
    author A <a@b> 1 +0000
    committer A <a@b> 1 +0000

    """
  static let armour = "-----BEGIN SSH SIGNATURE-----\n x\n -----END SSH SIGNATURE-----"

  @Test func `takes no signature from where git takes none`() throws {
    let cases: [(String, CommitSignature)] = [
      (Self.head + "\ngpgsig \(Self.armour)\n", .none),
      (Self.head + "\nmessage\u{0}\ngpgsig \(Self.armour)\n", .none),
      (
        Self.head + "gpgsig \(Self.armour)\n\nmessage\n",
        .armoured(Self.armour.replacingOccurrences(of: "\n ", with: "\n"))
      ),
      (
        Self.head + "gpgsig a\ngpgsig b\n\nmessage\n",
        .malformed("it has more than one signature header")
      ),
      (
        Self.head + "gpgsig-sha256 a\n\nmessage\n",
        .malformed("it has a signature header of another kind")
      ),
    ]
    let repository = try Repository(openingAt: path)
    for (text, signature) in cases {
      let hex = try scratch.object("commit", Array(text.utf8), in: path)
      let commit = try repository.commit(try #require(CommitID(hex: hex)))
      #expect(commit.signature == signature)
      #expect(!String(decoding: commit.signedBytes, as: UTF8.self).contains("gpgsig a"))
    }
  }

  @Test(arguments: [
    "", "tree x\n\n", "author A <a@b> 1 +0000\n\n",
    head.replacingOccurrences(of: "tree", with: "treq"),
    head + "author A <a@b> 1 +0000\n\nm", head.replacingOccurrences(of: "1 +0000", with: "x"),
    head.replacingOccurrences(of: "<a@b>", with: ""),
    head.replacingOccurrences(of: "A ", with: "\u{0}"),
    String(head.dropLast(1)),
  ])
  func `refuses what is no commit`(text: String) throws {
    let hex = try scratch.object("commit", Array(text.utf8), in: path)
    let id = try #require(CommitID(hex: hex))
    let repository = try Repository(openingAt: path)
    do throws(GitError) {
      _ = try repository.commit(id)
      Issue.record("not refused")
    } catch { #expect(error.kind == .malformedObject) }
  }
}
