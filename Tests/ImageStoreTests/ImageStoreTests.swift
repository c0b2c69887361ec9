import Foundation
import ImageStore
import Keys
import TestSupport
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(10))) struct ImageStoreTests {
  let folder = NSTemporaryDirectory() + "merlon-store-" + UUID().uuidString

  /// Runs `body` with a new store and removes it afterwards.
  private func withStore(_ body: (ImageStore) throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(try ImageStore(at: folder))
  }

  private func image(_ content: UInt8, in store: ImageStore) throws -> StoredImage {
    try store.put(
      [UInt8](repeating: content, count: 1000), name: "web",
      key: .sha256([content]), target: .spt, textBytes: 600, contents: [0x7b, content, 0x7d])
  }

  private func json(_ path: String) throws -> JSON {
    try JSON.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path))))
  }

  private func blobPath(_ digest: JSON?) throws -> String {
    let digest = try #require(digest?.string.flatMap { Digest($0) })
    return "blobs/sha256/" + digest.hex
  }

  @Test func `a new store is an empty layout`() throws {
    try withStore { store throws in
      #expect(try store.list().isEmpty)
      #expect(try json("oci-layout")["imageLayoutVersion"]?.string == "1.0.0")
      #expect(try json("index.json")["schemaVersion"]?.integer == 2)
      #expect(try json("index.json")["manifests"]?.array?.isEmpty == true)
    }
  }

  @Test func `an image is found by its key and by its digest`() throws {
    try withStore { store throws in
      let stored = try image(7, in: store)
      let other = try image(8, in: store)
      #expect(try store.list() == [stored, other])
      #expect(try store.image(key: .sha256([7])) == stored)
      #expect(try store.image(digest: other.digest) == other)
      #expect(try store.image(key: .sha256([9])) == nil)
      #expect(try store.bytes(of: stored.digest) == [UInt8](repeating: 7, count: 1000))
      #expect(try ImageStore(at: folder).list() == [stored, other])
    }
  }

  @Test func `every descriptor tells the truth about its blob`() throws {
    try withStore { store throws in
      let stored = try image(7, in: store)
      let entry = try #require(try json("index.json")["manifests"]?.array?.first)
      #expect(entry["artifactType"]?.string == "application/vnd.merlon.unikernel.v1")
      let manifest = try json(try blobPath(entry["digest"]))
      #expect(manifest["artifactType"] == entry["artifactType"])
      #expect(manifest["mediaType"] == entry["mediaType"])
      #expect(
        manifest["config"]?["mediaType"]?.string == "application/vnd.oci.empty.v1+json")
      let layers = try #require(manifest["layers"]?.array)
      #expect(layers.count == 2)
      #expect(layers.first?["digest"]?.string == stored.digest.description)
      #expect(try store.contents(of: stored) == [0x7b, 7, 0x7d])
      for descriptor in [entry, try #require(manifest["config"])] + layers {
        let path = folder + "/" + (try blobPath(descriptor["digest"]))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(descriptor["size"]?.integer == bytes.count)
        #expect(descriptor["digest"]?.string == Digest.sha256(bytes).description)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/blobs/sha256")
      #expect(files.count == 4)
    }
  }

  @Test func `storing again changes nothing`() throws {
    try withStore { store throws in
      let stored = try image(7, in: store)
      let index = try json("index.json")
      #expect(try image(7, in: store) == stored)
      #expect(try json("index.json") == index)
    }
  }

  @Test func `damaged bytes are refused and storing again mends them`() throws {
    try withStore { store throws in
      let stored = try image(7, in: store)
      let path = store.path(of: stored.digest)
      for damage in [[], [UInt8](repeating: 6, count: 1000)] {
        try Data(damage).write(to: URL(fileURLWithPath: path))
        #expect(throws: ImageStoreError.damaged(path: path)) {
          try store.bytes(of: stored.digest)
        }
        _ = try image(7, in: store)
        #expect(try store.bytes(of: stored.digest).count == 1000)
      }
      try FileManager.default.removeItem(atPath: path)
      #expect(throws: ImageStoreError.absent(stored.digest)) {
        try store.bytes(of: stored.digest)
      }
    }
  }

  @Test func `one key has one image`() throws {
    try withStore { store throws in
      let stored = try image(7, in: store)
      let name: ImageName = "web"
      #expect(
        throws: ImageStoreError.notReproducible(
          key: stored.key, stored: stored.digest, built: .sha256([1]))
      ) {
        try store.put([1], name: name, key: stored.key, target: .spt, textBytes: 1, contents: [])
      }
      #expect(try store.list() == [stored])
    }
  }

  @Test(arguments: ["", "{", "[]", "{\"schemaVersion\":2}", "{\"manifests\":[]}"])
  func `an index that is none is an error`(text: String) throws {
    try withStore { store throws in
      _ = try image(7, in: store)
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/index.json"))
      let error = #expect(throws: ImageStoreError.self) { try store.list() }
      guard case .malformed = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func `entries of others are kept and not listed`() throws {
    try withStore { store throws in
      let foreign = #"{"digest":"sha256:00","mediaType":"x/y","size":1}"#
      try Data("{\"manifests\":[\(foreign)],\"schemaVersion\":2}".utf8)
        .write(to: URL(fileURLWithPath: folder + "/index.json"))
      let stored = try image(7, in: store)
      #expect(try store.list() == [stored])
      let entries = try #require(try json("index.json")["manifests"]?.array)
      #expect(entries.first?.canonical == foreign)
    }
  }

  @Test func `what a killed writer left is removed by the next`() throws {
    try withStore { store throws in
      let draft = folder + "/ingest/" + UUID().uuidString
      try Data([1]).write(to: URL(fileURLWithPath: draft))
      _ = try image(7, in: store)
      #expect(!FileManager.default.fileExists(atPath: draft))
    }
  }

  @Test func `writers at the same time lose nothing`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let folder = folder
    let name: ImageName = "web"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for content in UInt8(0)..<24 {
        group.addTask {
          try ImageStore(at: folder).put(
            [content], name: name, key: .sha256([content]), target: .hvt, textBytes: 0, contents: []
          )
        }
      }
      try await group.waitForAll()
    }
    #expect(try ImageStore(at: folder).list().count == 24)
  }

  @Test(arguments: [0, 500, 2_000, 5_000, 9_000, 20_000])
  func `a writer killed at any moment leaves a layout that can be read`(
    microseconds: Int
  ) async throws {
    let folder = folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [folder = folder as String, microseconds = microseconds as Int] in
      let store = try ImageStore(at: folder)
      let name: ImageName = "web"
      Thread.detachNewThread {
        usleep(UInt32(microseconds))
        kill(getpid(), SIGKILL)
      }
      for content in UInt16(0)... {
        let bytes = [UInt8](repeating: UInt8(content % 251), count: 5000 + Int(content))
        try store.put(
          bytes, name: name, key: .sha256(bytes), target: .spt, textBytes: 0, contents: [])
      }
    }
    let store = try ImageStore(at: folder)
    for image in try store.list() {
      #expect(try store.bytes(of: image.digest).count == image.byteCount)
    }
    let next = try image(1, in: store)
    #expect(try store.list().last == next)
  }
}
