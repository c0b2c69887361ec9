import Foundation
import ImageStore
import Keys
import TestSupport
import Testing
import Vocabulary

/// Letting go of images, and of nothing else.
@Suite struct PruningTests {
  private let scratch: Scratch
  private let store: ImageStore

  init() throws {
    scratch = try Scratch()
    store = try ImageStore(at: scratch.path + "/images")
  }

  private func image(_ content: UInt8) throws -> StoredImage {
    try store.put(
      [UInt8](repeating: content, count: 1000), name: "web", key: .sha256([content]),
      target: .spt, textBytes: 600, contents: [0x7b, 0x7d, content])
  }

  private var blobs: Set<String> {
    let folder = scratch.path + "/images/blobs/sha256"
    return Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
  }

  @Test func `what is removed is gone with its blobs, and the others are whole`() throws {
    let (old, kept) = (try image(1), try image(2))
    let before = blobs
    let contents = try store.contents(of: kept)
    #expect(try store.remove([old]) > 1000)
    #expect(try store.list() == [kept])
    // Its bytes, its contents and its manifest.
    #expect(before.subtracting(blobs).count == 3 && blobs.isSubset(of: before))
    #expect(try store.bytes(of: kept.digest).count == 1000)
    #expect(try store.contents(of: kept) == contents)
    #expect(throws: ImageStoreError.absent(old.digest)) { try store.bytes(of: old.digest) }
    #expect(try store.remove([old]) == 0)
    // It can be stored again.
    #expect(try image(1) == old)
    #expect(store.stored(old) != nil)
  }

  @Test func `what a killed run left is taken, and what cannot be read keeps everything`() throws {
    let old = try image(1)
    let stray = Digest.sha256("stray").hex
    try scratch.write("stray", to: "images/blobs/sha256/\(stray)")
    #expect(try store.remove([]) == 5)
    #expect(!blobs.contains(stray))
    let kept = try image(2)
    let index = try JSON.parse(Array(scratch.read("images/index.json").utf8))
    let manifest = index["manifests"]?.array?.last?["digest"]?.string.flatMap { Digest($0) }
    try scratch.write("{", to: "images/blobs/sha256/\(try #require(manifest).hex)")
    let before = blobs
    #expect(throws: ImageStoreError.self) { try store.remove([old]) }
    #expect(blobs == before)
    #expect(try store.list() == [old, kept])
  }
}
