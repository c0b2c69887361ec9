import ArgumentParser
import Foundation
import Vocabulary

/// `merlon module`: writing catalogs.
struct ModuleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "module",
    abstract: "Write modules of a catalog.",
    subcommands: [NewCommand.self])

  /// `merlon module new`: a mechanism that works.
  struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Write a security mechanism in Embedded Swift, with a test that runs on the host.",
      discussion: """
        The mechanism refuses requests for long targets: make it into what you need. Never
        overwrites a file.

        EXAMPLES
          merlon module new query-limit && catalog/query-limit/test/run
        """)

    @Option(help: ArgumentHelp("The folder of the catalog.", valueName: "DIR"))
    var catalog = "catalog"
    @Argument(help: ArgumentHelp("The module.", valueName: "NAME"))
    var name: String

    func run() throws {
      guard let module = ModuleName(name) else {
        throw Failure.cannotRun("\"\(name)\" is not a name: use a–z, 0–9 and -")
      }
      let folder = "\(catalog)/\(module)"
      let files = ModuleStarter(name: module).files
      try files.write(below: URL(filePath: folder), named: folder)
      Terminal().say(
        """
        wrote \(files.files.count) files in \(folder)
        next:
          \(folder)/test/run
          name the catalog in merlon.yaml:  - {name: own, folder: \(catalog)}
          ask for \(module) in a requirement, then `merlon plan`
        """)
    }
  }
}
