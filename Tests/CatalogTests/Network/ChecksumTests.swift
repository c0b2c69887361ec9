import TestSupport
import Testing

/// The checksum of every packet, built for this machine.
@Suite struct ChecksumTests {
  @Test(arguments: Seeds.first(2)) func `it is the sum of RFC 1071`(seed: UInt64) throws {
    print("checksum: seed \(seed)")
    let scratch = try Scratch()
    let program = try LwipHarness.build("checksum.c", with: "checksum_main.c", in: scratch)
    try scratch.run(program, ["\(seed)"])
  }
}
