import ArgumentParser
import Disk
import Foundation
import GitStore

/// `merlon hook install`.
struct HookInstallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Write the hooks into a repository: those of a server if it is bare.",
    discussion: """
      Never replaces a hook that somebody else wrote. Remembers where this program is, since
      servers run hooks with a short PATH.
      """)

  @OptionGroup var repository: RepositoryOptions
  @Flag(inversion: .prefixedNo, help: "Whether people push there; when absent, if it is bare.")
  var server: Bool?

  func run() async throws {
    let opened = try repository.open()
    let folder: String
    do throws(GitError) {
      let git = try Repository(openingAt: opened.path)
      if let path = try git.configuration("core.hooksPath") {
        folder = path.hasPrefix("/") ? path : (git.workTree ?? git.gitDirectory) + "/" + path
      } else {
        folder = git.commonDirectory + "/hooks"
      }
      try git.configure("merlon.program", Self.program)
    } catch { throw Failure.cannotRun(error.description) }
    let hooks = HookScript.all(onServer: server ?? opened.isBare)
    for hook in hooks { try check(hook, in: folder) }
    do throws(DiskError) {
      try Folder.make(folder)
      for hook in hooks {
        try DurableFile.write(Array(hook.text.utf8), to: "\(folder)/\(hook.rawValue)", mode: 0o755)
      }
    } catch { throw Failure.cannotRun("\(error.path): \(error.reason)") }
    for hook in hooks { Terminal().say("wrote \(folder)/\(hook.rawValue)") }
  }

  /// Refuses to replace a hook that is not ours.
  private func check(_ hook: HookScript, in folder: String) throws {
    let path = "\(folder)/\(hook.rawValue)"
    guard FileManager.default.fileExists(atPath: path) else { return }
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    guard text.split(separator: "\n").dropFirst().first == HookScript.mark[...] else {
      throw Failure.cannotRun(
        "there is another hook at \(path), which is left as it is; add this line to it: "
          + "\(Self.program) \(hook.command)")
    }
  }

  /// Where this program is.
  private static var program: String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
  }
}
