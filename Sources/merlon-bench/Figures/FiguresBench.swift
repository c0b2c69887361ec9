import ArgumentParser
import Foundation

/// `merlon-bench figures`: the measurements of the paper's section V, beside other servers.
struct FiguresBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Measures what the paper's figures 3 to 5 show, and TLS handshakes.",
    discussion: """
      Writes CSV, a table in Markdown and plots. Needs root for network namespaces and taps, which
      nobody else sees and which are gone at the end; .ci/packages --bench installs the rest.
      Exits 1 when a goal is missed, 2 when it cannot measure.

      EXAMPLES
        merlon-bench figures                     all, in a few minutes
        merlon-bench figures --full --to out     all, in about an hour
        merlon-bench figures --figure 3 --figure tls
      """)

  @Flag(help: "More connections, mechanisms, reboots and rounds, and longer.") var full = false
  @Flag(help: "Less of everything (the default).") var quick = false
  @Option(help: "3, 4a, 4b, 4c, 5 or tls; all when absent. Can be repeated.")
  var figure: [FigureName] = []
  @Option(help: "How often everything is measured.") var rounds: Int?
  @Flag(help: "Measure unikernels only.") var withoutPeers = false
  @Option(help: ArgumentHelp("A folder for what is written.", valueName: "DIR")) var to = "figures"
  @Flag(help: .hidden) var inside = false

  func validate() throws {
    guard !(full && quick) else { throw ValidationError("--full or --quick, not both") }
    guard (1...100).contains(rounds ?? 1) else {
      throw ValidationError("--rounds takes a number from 1 to 100")
    }
  }

  func run() async throws {
    let missing = Needs.missing(peers: !withoutPeers)
    guard missing.isEmpty else {
      for line in missing { complain(line) }
      throw ExitCode(2)
    }
    do {
      guard inside else {
        throw ExitCode(try Room.enter(Array(CommandLine.arguments.dropFirst()) + ["--inside"]))
      }
      var extent = full ? Extent.full : Extent.quick
      extent.rounds = rounds ?? extent.rounds
      let isFine = try await FiguresRun(
        extent: extent, figures: figure.isEmpty ? FigureName.allCases : figure,
        hasPeers: !withoutPeers, folder: URL(filePath: to).path)()
      throw ExitCode(isFine ? 0 : 1)
    } catch let failure as Failure {
      complain(failure.description)
      throw ExitCode(2)
    }
  }

  private func complain(_ text: String) {
    FileHandle.standardError.write(Data("merlon-bench figures: \(text)\n".utf8))
  }
}
