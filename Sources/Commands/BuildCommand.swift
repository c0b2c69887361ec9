import ArgumentParser
import Foundation
import ImageStore
import Planning
import Reconciler
import Vocabulary

/// `merlon build`: one image, into the store.
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build one image into the store of sealed images.",
    discussion: """
      EXAMPLES
        merlon build web
        merlon build web --revision HEAD~1 --to web.spt
        merlon build web --layout-seed 4711   the same code in another order
      """)

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var building: BuilderOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Option(help: ArgumentHelp("A revision; the work tree when absent.", valueName: "REV"))
  var revision: String?
  @Option(help: ArgumentHelp("Also write the image to a file.", valueName: "FILE"))
  var to: String?
  @Option(
    help: ArgumentHelp(
      "The order in which functions and data lie, if not what the image key gives.",
      valueName: "N"))
  var layoutSeed: UInt32?
  @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE"))
  var image: String

  func validate() throws {
    // The linker takes these two for something else.
    guard layoutSeed != 0, layoutSeed != .max else {
      throw ValidationError("--layout-seed takes a number from 1 to \(UInt32.max - 1)")
    }
  }

  func run() async throws {
    let opened = try repository.open()
    var lookup = RevisionLookup(opened)
    let (builder, store) = try await building.builder(for: opened)
    do {
      let (revision, plan) = try await lookup.plan(revision)
      guard let planned = ImageName(image).flatMap({ plan[$0] }) else {
        let names = plan.names.map(\.text)
        let hint = Spelling.suggestion(for: image, among: names)
        throw Failure.cannotRun(
          "there is no image \(image); \(hint ?? "the images are \(Spelling.list(names))")")
      }
      let built = try await builder.build(
        planned, of: revision, layoutSeed: layoutSeed)
      try built.checkBounds(of: planned)
      if let to { try copy(built, from: store, to: to) }
      report(built, store)
    } catch let rejection as Rejection {
      DiagnosticReport(output).write(rejection.diagnostics, summary: "")
      throw Failure.negative
    } catch let failure as BuildFailure {
      guard let found = failure.diagnostics(for: SourceLocation(file: "merlon.yaml")) else {
        throw Failure.cannotRun(failure.description)
      }
      DiagnosticReport(output).write(found, summary: "")
      throw Failure.negative
    }
  }

  private func copy(_ built: BuiltImage, from store: ImageStore, to path: String) throws {
    do {
      let bytes = try store.bytes(of: built.digest)
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch let error as ImageStoreError {
      throw Failure.cannotRun(error.description)
    } catch {
      throw Failure.cannotRun(
        "cannot write \(path): \(error.localizedDescription) Name another file with --to")
    }
  }

  private func report(_ built: BuiltImage, _ store: ImageStore) {
    let compiled = built.compiled.map { names in
      names.isEmpty ? "nothing to compile" : "compiled \(Spelling.list(names.map(\.text)))"
    }
    switch output {
    case .text:
      Terminal().say(
        """
        \(built.name) (\(built.target.rawValue)): \(compiled ?? "in the store already"), \
        \(built.milliseconds) ms
          digest  \(built.digest)
          key     \(built.key)
          text    \(built.textBytes) bytes
          file    \(store.path(of: built.digest))
        """)
    case .json:
      Terminal().say(
        JSON.object([
          "schema": .string("https://merlon.dev/schema/build/v1"),
          "image": .string(built.name.text), "target": .string(built.target.rawValue),
          "digest": .string(built.digest.description), "key": .string(built.key.description),
          "textBytes": .integer(built.textBytes), "milliseconds": .integer(built.milliseconds),
          "compiled": .array((built.compiled ?? []).map { .string($0.text) }),
          "wasStored": .boolean(built.compiled == nil),
          "file": .string(store.path(of: built.digest)),
        ]).indented)
    }
  }
}
