import Foundation

/// Where the programs of the Swift toolchain are.
struct ToolPaths: Hashable, Sendable {
  let swiftc: String
  /// What `swiftc` runs to compile; `swiftc` itself, which takes the same arguments after
  /// `-frontend`, where that is not beside it.
  let swiftFrontend: String
  let clang: String
  /// Must be run under this name: it tells lld to speak ELF.
  let linker: String

  /// Finds the programs beside the `swiftc` that `PATH` names, each by itself if not all are there.
  init(searchPath: String) throws(ToolchainError) {
    let folders = searchPath.split(separator: ":").map(String.init)
    let swiftc = try Self.find("swiftc", in: folders)
    let home = URL(fileURLWithPath: swiftc).resolvingSymlinksInPath().deletingLastPathComponent()
      .path
    self.swiftc = (try? Self.find("swiftc", in: [home])) ?? swiftc
    swiftFrontend = (try? Self.find("swift-frontend", in: [home])) ?? self.swiftc
    clang = try Self.find("clang", in: [home] + folders)
    linker = try Self.find("ld.lld", in: [home] + folders)
  }

  /// The folders that the programs are installed in, each the parent of a `bin`, by the names that
  /// they are run by and by those that these lead to.
  var installations: [String] {
    let places = byName.values.flatMap { path in
      let url = URL(fileURLWithPath: path)
      return [url, url.resolvingSymlinksInPath()].map {
        $0.deletingLastPathComponent().deletingLastPathComponent().path
      }
    }
    // A program in /bin has nothing above it that it needs besides.
    return Set(places).subtracting(["/"]).sorted()
  }

  /// The programs by name.
  var byName: [String: String] { ["swiftc": swiftc, "clang": clang, "ld.lld": linker] }

  private static func find(_ name: String, in folders: [String]) throws(ToolchainError) -> String {
    for folder in folders {
      let path = folder + "/" + name
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw .toolMissing(name)
  }
}
