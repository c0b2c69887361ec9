import TestSupport
import Testing

/// The memory functions that every image is linked with, built for this machine.
@Suite(.aside, .timeLimit(.minutes(30))) struct StringFunctionsTests {
  @Test(arguments: Seeds.first(2)) func `they do what the C library's do`(seed: UInt64) throws {
    print("memory functions: seed \(seed)")
    let scratch = try Scratch()
    let names = ["memcpy", "memmove", "memset", "memcmp", "strlen", "strcmp", "strncmp", "atoi"]
    let guest = SourceTree.path(of: "Sources/LibraryOS/Guest")
    let flags = HTTPHarness.flags.filter { !$0.hasPrefix("-fuse-ld") }
    try scratch.run(
      HTTPHarness.clang,
      flags + ["-ffreestanding", "-I\(guest)/include"] + names.map { "-D\($0)=guest_\($0)" }
        + ["-c", "\(guest)/src/string.c", "-o", scratch.path + "/string.o"])
    try scratch.run(
      HTTPHarness.clang,
      HTTPHarness.flags + [
        SourceTree.path(of: "Tests/CatalogTests/Harness/os/string_main.c"),
        scratch.path + "/string.o", "-o", scratch.path + "/harness",
      ])
    try scratch.run(scratch.path + "/harness", ["\(seed)"])
  }
}
