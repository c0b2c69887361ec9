import Catalog
import TestSupport
import Testing

/// How an instance learns from frames that another one has taken its place.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(5)))
struct SuccessionTests {
  @Test func `an instance is replaced by frames, and passes its predecessor's on`() throws {
    let scratch = try Scratch()
    let lwip = Catalog.directory + "/applications/lwip"
    let program = scratch.path + "/succession"
    try scratch.run(
      HTTPHarness.clang,
      HTTPHarness.flags + [
        "-I\(lwip)/include", "-I" + SourceTree.path(of: "Sources/LibraryOS/Guest/include"),
        "\(lwip)/succession.c",
        SourceTree.path(of: "Tests/CatalogTests/Harness/lwip/succession_main.c"), "-o", program,
      ])
    #expect(try scratch.run(program, []) == "done\n")
  }
}
