import Disk
import Foundation
import GitStore
import Policy
import TestSupport
import Testing
import Vocabulary

@testable import GitFetch

@Suite(.timeLimit(.minutes(10))) struct MirrorsTests {
  typealias GitSource = CatalogReference.GitSource

  /// Why a fetch ended as it did, without the words.
  private enum Ending: Hashable {
    case here
    case refused
    case failed
  }

  private func source(_ url: String, _ commit: CommitID, ref: String? = nil) -> GitSource {
    GitSource(url: url, commit: commit, ref: ref, folder: "")
  }

  private func fetch(
    _ source: GitSource, of remote: Remote, bytesMax: Int = Limits.catalogBytesMax
  ) async throws -> (ending: Ending, words: String) {
    let mirrors = Mirrors(folder: remote.root + "/mirrors", bytesMax: bytesMax)
    do throws(FetchError) {
      try await mirrors.fetch(source, environment: remote.environment)
    } catch {
      switch error {
      case .refused(let message, let hint): return (.refused, message + "\n" + hint)
      case .failed(let words): return (.failed, words)
      case .git(let error): throw error
      }
    }
    return (try mirrors.find(source) == nil ? .failed : .here, "it was not found afterwards")
  }

  // MARK: Pruning

  @Test func `a copy goes when nobody has named it for long`() async throws {
    try await Remote.with { remote in
      let source = source(remote.bare, try await remote.id("HEAD"))
      #expect(try await fetch(source, of: remote).ending == .here)
      let mirrors = Mirrors(folder: remote.root + "/mirrors")
      func prune(_ sources: [GitSource], afterDays days: Int) throws -> Bool {
        let time = Instant(
          milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + Int64(days) * 86_400_000)
        mirrors.prune(keeping: sources, at: time)
        return try mirrors.find(source) == nil
      }
      #expect(try !prune([], afterDays: 29))
      // It was used on the fortieth day.
      #expect(try !prune([source], afterDays: 40))
      #expect(try !prune([], afterDays: 69))
      let lock = try FileLock.ifFree(mirrors.folder + "/\(mirrors.name(of: source)).lock")
      #expect(lock != nil)
      #expect(try !prune([], afterDays: 71))
      lock?.release()
      #expect(try prune([], afterDays: 71))
      #expect(try await fetch(source, of: remote).ending == .here)
      Mirrors(folder: remote.root + "/none").prune(keeping: [], at: Instant(milliseconds: 0))
    }
  }

  // MARK: Transports

  @Test(arguments: ["", "file://"])
  func `fetches from a path`(prefix: String) async throws {
    try await Remote.with { remote in
      let pin = try await remote.id("HEAD")
      let source = source(prefix + remote.bare, pin)
      #expect(try Mirrors(folder: remote.root + "/mirrors").find(source) == nil)
      #expect(try await fetch(source, of: remote).ending == .here)
      let mirror = try #require(try Mirrors(folder: remote.root + "/mirrors").find(source))
      #expect(mirror.tree.hex == (try await remote.git("rev-parse", "HEAD^{tree}")))
      let repository = try Repository(openingAt: mirror.repositoryPath)
      let file = try #require(try repository.file(at: "file", in: mirror.tree))
      #expect(try repository.blob(file.blob) == Array("one".utf8))
    }
  }

  @Test func `fetches over https, and not from a server that nobody vouches for`() async throws {
    try await Remote.with { remote in
      let url = try await remote.serve(over: .https)
      let source = source(url, try await remote.id("HEAD"), ref: "main")
      let authority = remote.environment.removeValue(forKey: "GIT_SSL_CAINFO")
      let stranger = try await fetch(source, of: remote)
      #expect(stranger.ending == .failed)
      #expect(stranger.words.contains("certificate"), "\(stranger.words)")
      remote.environment["GIT_SSL_CAINFO"] = authority
      #expect(try await fetch(source, of: remote).ending == .here)
    }
  }

  @Test func `fetches over ssh, and not from a host with another key`() async throws {
    try await Remote.with { remote in
      let url = try await remote.serve(over: .ssh)
      let source = source(url, try await remote.id("HEAD"), ref: "main")
      let command = remote.environment["GIT_SSH_COMMAND"]
      remote.environment["GIT_SSH_COMMAND"] =
        "ssh -F none -i \(remote.root)/keys/user -o UserKnownHostsFile=/dev/null"
      #expect(try await fetch(source, of: remote).ending == .failed)
      remote.environment["GIT_SSH_COMMAND"] = command
      #expect(try await fetch(source, of: remote).ending == .here)
    }
  }

  @Test(arguments: [
    "ext::sh -c touch% /tmp/merlon-hostile", "--upload-pack=touch /tmp/merlon-hostile",
    "-oProxyCommand=touch /tmp/merlon-hostile:x", "ssh://-oProxyCommand=touch/x",
    "http://127.0.0.1/acme.git", "git://127.0.0.1/acme.git", "",
  ])
  func `runs nothing for an address of another form`(url: String) async throws {
    try await Remote.with { remote in
      let pin = try await remote.id("HEAD")
      #expect(try await fetch(source(url, pin), of: remote).ending == .refused)
      #expect(!FileManager.default.fileExists(atPath: "/tmp/merlon-hostile"))
      #expect(!FileManager.default.fileExists(atPath: remote.root + "/mirrors"))
    }
  }

  @Test func `git takes no other transport by a detour`() async throws {
    try await Remote.with { remote in
      // What a configuration makes of an address is beyond our own check.
      try await remote.run(
        "git", "config", "--global", "url.ext::sh -c touch% \(remote.root)/hostile .insteadOf",
        "https://example.invalid/")
      let pin = try await remote.id("HEAD")
      let result = try await fetch(source("https://example.invalid/a", pin), of: remote)
      #expect(result.ending == .failed)
      #expect(result.words.contains("transport 'ext' not allowed"), "\(result.words)")
      #expect(!FileManager.default.fileExists(atPath: remote.root + "/hostile"))
    }
  }

  // MARK: Pins

  @Test func `refuses a pin that is on no branch or tag`() async throws {
    try await Remote.with { remote in
      let lost = try await remote.commit("two")
      try await remote.git("reset", "-q", "--hard", "HEAD~1")
      _ = try await remote.commit("other")
      let result = try await fetch(source(remote.bare, lost), of: remote)
      #expect(result.ending == .refused)
      #expect(result.words.contains("no branch or tag of \(remote.bare) contains"))
      // The server has it still, and would give it to whoever asks for it by its id.
      try await remote.run("git", "-C", remote.bare, "cat-file", "-e", lost.hex)
    }
  }

  @Test func `refuses a pin that its branch no longer contains`() async throws {
    try await Remote.with { remote in
      let pin = try await remote.commit("two")
      #expect(try await fetch(source(remote.bare, pin, ref: "main"), of: remote).ending == .here)
      try await remote.git("reset", "-q", "--hard", "HEAD~1")
      let tip = try await remote.commit("other")
      // What was seen once holds: nobody is asked again.
      #expect(try await fetch(source(remote.bare, pin, ref: "main"), of: remote).ending == .here)
      try FileManager.default.removeItem(atPath: remote.root + "/mirrors")
      let result = try await fetch(source(remote.bare, pin, ref: "main"), of: remote)
      #expect(result.ending == .refused)
      #expect(result.words.contains("main of \(remote.bare) is at \(tip.short)"))
    }
  }

  @Test func `verifies each reference for itself`() async throws {
    try await Remote.with { remote in
      let pin = try await remote.id("HEAD")
      try await remote.git("tag", "v1")
      try await remote.git("tag", "-a", "-m", "signed", "v2")
      try await remote.git("push", "-q", "origin", "v1", "v2")
      for ref in ["v1", "v2", "main", "refs/heads/main", "refs/tags/v1"] {
        #expect(
          try await fetch(source(remote.bare, pin, ref: ref), of: remote).ending == .here, "\(ref)")
      }
      for ref in ["v3", "", "main^", "main~0", "main@{0}", "heads/main:file", "../main", "a b"] {
        let result = try await fetch(source(remote.bare, pin, ref: ref), of: remote)
        #expect(result.ending == .refused, "\(ref)")
        #expect(result.words.contains("has no branch or tag"), "\(result.words)")
      }
      let tag = try await self.fetch(source(remote.bare, remote.id("v2")), of: remote)
      #expect(tag.ending == .refused)
      #expect(tag.words.contains("is not a commit"))
    }
  }

  @Test func `a commit that a tag was moved away from is refused under the tag`() async throws {
    try await Remote.with { remote in
      try await remote.git("tag", "v1")
      try await remote.git("push", "-q", "origin", "v1")
      let pin = try await remote.commit("two")
      // It is on a branch: good without a reference, not good under one that lacks it.
      #expect(try await fetch(source(remote.bare, pin), of: remote).ending == .here)
      #expect(
        try await fetch(source(remote.bare, pin, ref: "v1"), of: remote).ending == .refused)
    }
  }

  // MARK: Failing servers, killed programs

  @Test func `needs no server for what is here`() async throws {
    try await Remote.with { remote in
      let url = try await remote.serve(over: .https)
      let old = try await remote.id("HEAD")
      let pin = try await remote.commit("two")
      #expect(try await fetch(source(url, pin, ref: "main"), of: remote).ending == .here)
      await remote.stop()
      #expect(try await fetch(source(url, pin, ref: "main"), of: remote).ending == .here)
      #expect(try await fetch(source(url, old), of: remote).ending == .here)
      let other = CommitID(bytes: [UInt8](repeating: 7, count: 20))
      #expect(try await fetch(source(url, other), of: remote).ending == .failed)
      #expect(try await fetch(source(url, old, ref: "main"), of: remote).ending == .failed)
    }
  }

  @Test func `refuses what is too large and keeps nothing of it`() async throws {
    try await Remote.with { remote in
      var random = SplitMix64(seed: 1)
      let noise = (0..<200_000).map { _ in String(random.next() % 10) }.joined()
      let pin = try await remote.commit(noise)
      let result = try await fetch(source(remote.bare, pin), of: remote, bytesMax: 20_000)
      #expect(result.ending == .refused, "\(result.words)")
      #expect(result.words.contains("larger than 20000 bytes"))
      let rest = try #require(
        FileManager.default.enumerator(atPath: remote.root + "/mirrors")?.compactMap {
          $0 as? String
        })
      #expect(!rest.isEmpty && !rest.contains { $0.contains("tmp_pack") }, "\(rest)")
      #expect(try await fetch(source(remote.bare, pin), of: remote).ending == .here)
    }
  }

  @Test func `repairs what a killed git left`() async throws {
    try await Remote.with { remote in
      let first = try await remote.id("HEAD")
      let folder = Mirrors(folder: remote.root + "/mirrors")
      _ = try await fetch(source(remote.bare, first), of: remote)
      let path = try #require(try folder.find(source(remote.bare, first))).repositoryPath
      for name in [
        "refs/merlon/remote/heads/main.lock", "packed-refs.lock", "objects/pack/tmp_pack_x",
        "config.lock",
      ] {
        try Data().write(to: URL(filePath: "\(path)/\(name)"))
      }
      let second = try await remote.commit("two")
      #expect(try await fetch(source(remote.bare, second, ref: "main"), of: remote).ending == .here)
      // Killed while the copy was made.
      try FileManager.default.removeItem(atPath: path + "/HEAD")
      try FileManager.default.createDirectory(
        atPath: path + ".new/objects", withIntermediateDirectories: true)
      #expect(try await fetch(source(remote.bare, second, ref: "main"), of: remote).ending == .here)
    }
  }

  @Test func `two that fetch the same wait for each other`() async throws {
    try await Remote.with { remote in
      let source = source(remote.bare, try await remote.id("HEAD"), ref: "main")
      let (folder, environment) = (remote.root + "/mirrors", remote.environment)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await Mirrors(folder: folder).fetch(source, environment: environment)
          }
        }
        try await group.waitForAll()
      }
      let path = try #require(try Mirrors(folder: folder).find(source)).repositoryPath
      let packs = try FileManager.default.contentsOfDirectory(atPath: path + "/objects/pack")
      #expect(packs.count { $0.hasSuffix(".pack") } == 1)
      try await remote.run("git", "-C", path, "fsck", "--strict")
    }
  }
}
