import Catalog
import TestSupport

/// A file of the module lwip with a program of `Harness/lwip` around it, built for this machine.
enum LwipHarness {
  /// Builds it and returns the program.
  static func build(_ source: String, with main: String, in scratch: Scratch) throws -> String {
    let lwip = Catalog.directory + "/applications/lwip"
    let program = scratch.path + "/harness"
    try scratch.run(
      HTTPHarness.clang,
      HTTPHarness.flags + [
        "-I\(lwip)/include", "-idirafter", SourceTree.path(of: "Sources/LibraryOS/Guest/include"),
        "\(lwip)/\(source)", SourceTree.path(of: "Tests/CatalogTests/Harness/lwip/\(main)"), "-o",
        program,
      ])
    return program
  }
}
