import Foundation
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

@testable import HostAgent

/// Images that come in chunks.
@Suite struct AgentImagesTests {
  private let scratch: Scratch
  private let images: AgentImages
  private let bytes: [UInt8]
  private let offer: ImageOffer

  init() throws {
    scratch = try Scratch()
    images = AgentImages(folder: scratch.path)
    var random = SplitMix64(seed: 3)
    bytes = (0..<200_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    offer = ImageOffer(.sha256(bytes), bytes)
  }

  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? []
  }

  private func send(_ indices: some Sequence<Int>) throws {
    for index in indices {
      let chunk = offer.chunks[index]
      try images.keepChunk(chunk.digest, of: offer.digest, Array(bytes[chunk.range]))
    }
  }

  @Test func `what came before the connection broke is not asked for again`() throws {
    #expect(images.lacking(offer) == Array(offer.chunks.indices))
    try send(0..<3)
    #expect(images.lacking(offer) == Array(offer.chunks.indices.dropFirst(3)))
    try send(images.lacking(offer))
    try images.complete(offer)
    #expect(try images.verified(offer.digest) == bytes)
    #expect(names == [offer.digest.hex])
    #expect(images.lacking(offer).isEmpty)
  }

  @Test func `a chunk that is not what it is said to be is refused`() throws {
    #expect(throws: HostLinkError.self) {
      try images.keepChunk(offer.chunks[0].digest, of: offer.digest, [1, 2, 3])
    }
    #expect(names.isEmpty)
  }

  /// After it, the image can come again.
  @Test func `a chunk that was torn on disk is found before the image is kept`() throws {
    try send(offer.chunks.indices)
    let torn = "\(scratch.path)/\(offer.chunks[1].digest.hex).chunk"
    try Data([1]).write(to: URL(filePath: torn))
    #expect(throws: HostLinkError.self) { try images.complete(offer) }
    #expect(names.isEmpty && !images.contains(offer.digest))
    try send(images.lacking(offer))
    try images.complete(offer)
    #expect(try images.verified(offer.digest) == bytes)
  }

  /// As when a network delivers them that was cut off for a while.
  @Test func `chunks that come after the whole image are not kept`() throws {
    try send(offer.chunks.indices)
    try images.complete(offer)
    try send(0..<3)
    #expect(names == [offer.digest.hex])
  }

  @Test func `an altered image lends no chunk`() throws {
    try send(offer.chunks.indices)
    try images.complete(offer)
    try Data(bytes.dropLast()).write(to: URL(filePath: images.path(offer.digest)))
    #expect(images.lacking(offer) == Array(offer.chunks.indices))
  }
}
