import Audit
import Foundation
import GitStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Random bytes of random objects, and of the checkpoint, are changed: nothing is believed, nothing
/// crashes.
@Suite struct MutationTests {
  /// How many changes are tried; `MERLON_MUTATIONS` asks for more.
  static let rounds =
    ProcessInfo.processInfo.environment["MERLON_MUTATIONS"].flatMap { Int($0) } ?? 40

  @Test(arguments: Seeds.first(2))
  func `a changed byte of any object is found`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let fixture = try AuditFixture(commits: 2)
    // Loose objects, so that a byte of the file is a byte of one object.
    try fixture.scratch.shell(
      """
      mkdir packs && mv policy/.git/objects/pack/* packs/
      for pack in packs/*.pack; do git -C policy unpack-objects -q < $pack; done
      """)
    #expect(try fixture.verify().findings == [])
    let reachable = Set(
      try fixture.git("rev-list", "--objects", "--all").split(separator: "\n")
        .map { String($0.prefix(40)) })
    // A file of the policy that is not allowed_signers has no part in the verification.
    let files = try fixture.commits.map { try fixture.git("rev-parse", "\($0.hex):web.yaml") }
    let objects = reachable.subtracting(files).sorted()
    var (kinds, contents): ([String: String], [String: String]) = ([:], [:])
    for id in objects {
      kinds[id] = try fixture.git("cat-file", "-t", id)
      contents[id] = try fixture.git("cat-file", kinds[id] ?? "", id)
    }
    #expect(Set(kinds.values) == ["blob", "commit", "tree"])
    for _ in 0..<Self.rounds {
      let id = try #require(objects.randomElement(using: &random))
      let path = "\(fixture.repository)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
      let good = try Data(contentsOf: URL(filePath: path))
      var bad = good
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bad = bad.prefix(Int.random(in: 0..<bad.count, using: &random))
      case 1: bad.append(UInt8.random(in: 0...255, using: &random))
      default:
        let index = Int.random(in: 0..<bad.count, using: &random)
        bad[bad.startIndex + index] ^= UInt8.random(in: 1...255, using: &random)
      }
      try FileManager.default.removeItem(atPath: path)
      try bad.write(to: URL(filePath: path))
      defer {
        try? FileManager.default.removeItem(atPath: path)
        try? good.write(to: URL(filePath: path))
      }
      // A repository that cannot be opened any more is found, too.
      let isFound = (try? fixture.verify().findings.isEmpty) != true
      // Some bits of a file say nothing, such as those that fill the last byte of what zlib wrote.
      let isSame = !isFound && (try? fixture.git("cat-file", kinds[id] ?? "", id)) == contents[id]
      #expect(
        isFound || isSame,
        "seed \(seed): \(kinds[id] ?? "object") \(id) of \(good.count) bytes")
    }
  }

  @Test(arguments: Seeds.first(2))
  func `a changed byte of the checkpoint is found`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let fixture = try AuditFixture(commits: 1)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    let key = SigningKey()
    let line = try checkpoint.sealed(with: key)
    #expect(Checkpoint(line, sealedBy: key.publicKey) == checkpoint)
    #expect(Checkpoint(line, sealedBy: SigningKey().publicKey) == nil)
    for _ in 0..<200 {
      var bytes = Array(line.utf8)
      let index = Int.random(in: 0..<bytes.count, using: &random)
      bytes[index] ^= UInt8.random(in: 1...127, using: &random)
      let read = Checkpoint(String(decoding: bytes, as: UTF8.self), sealedBy: key.publicKey)
      // A change of the signature's name alone leaves nothing to verify it with.
      #expect(read == nil || read == checkpoint)
      if read != nil { #expect(bytes == Array(line.utf8), "seed \(seed), byte \(index)") }
    }
  }
}
