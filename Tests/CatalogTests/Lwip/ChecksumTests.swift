import Catalog
import TestSupport
import Testing

/// The checksum of every packet, built for this machine.
@Suite struct ChecksumTests {
  @Test(arguments: Seeds.first(2)) func `it is the sum of RFC 1071`(seed: UInt64) throws {
    print("checksum: seed \(seed)")
    let scratch = try Scratch()
    let lwip = Catalog.directory + "/applications/lwip"
    let program = scratch.path + "/harness"
    try scratch.run(
      HTTPHarness.clang,
      HTTPHarness.flags + [
        "-I\(lwip)/include", "-idirafter",
        SourceTree.path(of: "Sources/LibraryOS/Guest/include"),
        lwip + "/checksum.c",
        SourceTree.path(of: "Tests/CatalogTests/Harness/lwip/checksum_main.c"), "-o", program,
      ])
    try scratch.run(program, ["\(seed)"])
  }
}
