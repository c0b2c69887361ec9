import Foundation
import Keys
import TestSupport
import Testing
import Vocabulary

@Suite struct DigestHasherTests {
  @Test func `equals sha256sum and sha512sum`() throws {
    let folder = try Scratch()
    for count in [0, 1, 63, 64, 65, 100_000] {
      let text = String(repeating: "x", count: count)
      try folder.write(text, to: "file")
      let expected = try folder.shell("sha256sum < file | cut -d' ' -f1; sha512sum < file")
      #expect(expected.hasPrefix(Digest.sha256(text).hex + "\n"))
      #expect(expected.contains(Hex.encode(SHA512Digest.of(Array(text.utf8)))))
    }
  }

  @Test func `pieces make the same digest as the whole`() {
    var hasher = DigestHasher()
    hasher.update([1, 2, 3])
    hasher.update([1, 2, 3, 4].dropFirst(3))
    hasher.update(AnyCollection([5, 6]))
    [7, 8].withUnsafeBytes {
      hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<0]))
    }
    #expect(hasher.finalize() == .sha256([1, 2, 3, 4, 5, 6]))
  }

  @Test func `random bytes differ`() {
    #expect(RandomBytes.make(0).isEmpty)
    #expect(RandomBytes.make(16).count == 16)
    #expect(RandomBytes.make(16) != RandomBytes.make(16))
  }
}
