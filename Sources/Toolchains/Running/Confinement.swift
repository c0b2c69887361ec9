import Foundation

/// What a compiler sees of this machine: itself, its sources and its working folder; no network.
///
/// A module's source is what somebody committed, and `.incbin "/root/.ssh/id_ed25519"` would seal
/// a key of this machine into an image. Bubblewrap makes the walls, where the system lets it.
struct Confinement: Hashable, Sendable {
  /// Bubblewrap, or why compilers run without it.
  enum Wall: Hashable, Sendable {
    case bubblewrap(String)
    case none(reason: String)
  }

  let wall: Wall
  /// The folders that may be read: those of the programs and of the sources.
  private let readable: [String]
  /// The folders that may be written by every build.
  private let writable: [String]

  /// Looks for Bubblewrap in `PATH` and tries it.
  static func find(
    searchPath: String, tools: ToolPaths, sources: String, moduleCache: String
  ) async -> Confinement {
    let readable = tools.installations + [sources]
    func confinement(_ wall: Wall) -> Confinement {
      Confinement(wall: wall, readable: readable, writable: [moduleCache])
    }
    let places = searchPath.split(separator: ":").map { "\($0)/bwrap" }
    guard
      let program = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      return confinement(.none(reason: "bwrap is not there: install Debian's bubblewrap"))
    }
    let walled = confinement(.bubblewrap(program))
    let (wrapper, arguments) = walled.command(
      tools.clang, ["--version"], folder: moduleCache)
    do throws(ToolchainError) {
      let outcome = try await CompilerProcess(
        program: wrapper, arguments: arguments, folder: moduleCache, source: "bwrap"
      ).run()
      if outcome.isSuccess { return walled }
      let words = outcome.output.split(separator: "\n").first.map { String($0) }
      return confinement(.none(reason: words ?? "bwrap does not work here"))
    } catch {
      return confinement(.none(reason: error.description))
    }
  }

  /// The same walls, with other folders to read besides the sources.
  func reading(_ folders: [String]) -> Confinement {
    Confinement(wall: wall, readable: folders, writable: [])
  }

  /// The command that runs a program inside, with `folder` as its working folder.
  func command(
    _ program: String, _ arguments: [String], folder: String
  ) -> (program: String, arguments: [String]) {
    guard case .bubblewrap(let wrapper) = wall else { return (program, arguments) }
    var options = ["--unshare-all", "--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc"]
    for path in ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"] + readable {
      options += ["--ro-bind-try", path, path]
    }
    for path in writable + [folder] { options += ["--bind", path, path] }
    return (wrapper, options + ["--chdir", folder, "--", program] + arguments)
  }
}
