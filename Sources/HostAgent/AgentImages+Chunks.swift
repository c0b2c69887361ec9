import Disk
import Glibc
import HostLink
import Keys
import Vocabulary

/// How an image comes to this host: in chunks, of which those that it has stay where they are.
extension AgentImages {
  /// In how many of its images, the youngest, the host looks for chunks of another one.
  private static let searchedMax = 4

  private func chunkPath(_ digest: Digest) -> String { path(digest) + ".chunk" }

  /// Tells which chunks of `offer`, by their index, the host lacks; each digest once.
  ///
  /// - Complexity: O(bytes of the images searched).
  func lacking(_ offer: ImageOffer) -> [Int] {
    var known = Set(chunksOfImages().keys)
    return offer.chunks.indices.filter { index in
      let digest = offer.chunks[index].digest
      return known.insert(digest).inserted && access(chunkPath(digest), R_OK) != 0
    }
  }

  /// Keeps a chunk of an image that is to come.
  func keepChunk(_ digest: Digest, of image: Digest, _ bytes: [UInt8]) throws(HostLinkError) {
    try check(bytes, digest)
    try refusing { () throws(DiskError) in
      try DurableFile.writeUnforced(bytes, to: chunkPath(digest), mode: 0o600)
    }
    // A network that was cut off for a while delivers what another connection has brought long ago.
    // Looked for afterwards: whoever completes the image keeps it first, and then takes chunks away.
    if contains(image) { unlink(chunkPath(digest)) }
  }

  /// Puts the image together, keeps it if it has its digest, and lets go of its chunks.
  func complete(_ offer: ImageOffer) throws(HostLinkError) {
    // Other images are read only for what did not come.
    lazy var known = chunksOfImages()
    // A torn or altered chunk goes with the rest, and the next attempt brings all of them again.
    defer { for chunk in offer.chunks { unlink(chunkPath(chunk.digest)) } }
    guard !contains(offer.digest) else { return }
    var bytes: [UInt8] = []
    for chunk in offer.chunks {
      let sent = try refusing { () throws(DiskError) in
        try DurableFile.read(chunkPath(chunk.digest), atMost: chunk.range.count)
      }
      bytes += sent.map { $0[...] } ?? known[chunk.digest] ?? []
    }
    try check(bytes, offer.digest)
    try refusing { () throws(DiskError) in
      try DurableFile.write(bytes, to: path(offer.digest), mode: 0o600)
    }
  }

  /// The chunks of the youngest images.
  private func chunksOfImages() -> [Digest: ArraySlice<UInt8>] {
    let images = Folder.names(in: folder).compactMap { Digest(hex: $0) }.map { digest in
      var entry = stat()
      return (digest, stat(path(digest), &entry) == 0 ? entry.st_mtim.tv_sec : 0)
    }
    var chunks: [Digest: ArraySlice<UInt8>] = [:]
    for (digest, _) in images.sorted(by: { ($1.1, $0.0) < ($0.1, $1.0) }).prefix(Self.searchedMax) {
      guard let bytes = try? verified(digest) else { continue }
      for chunk in ImageOffer(digest, bytes).chunks { chunks[chunk.digest] = bytes[chunk.range] }
    }
    return chunks
  }

  private func check(_ bytes: [UInt8], _ digest: Digest) throws(HostLinkError) {
    let actual = Digest.sha256(bytes)
    guard actual == digest else {
      throw HostLinkError(.refused, "the bytes sent as \(digest) have the digest \(actual)")
    }
  }

  private func refusing<Result>(
    _ body: () throws(DiskError) -> Result
  ) throws(HostLinkError) -> Result {
    do throws(DiskError) { return try body() } catch {
      throw HostLinkError(.refused, error.description)
    }
  }
}
