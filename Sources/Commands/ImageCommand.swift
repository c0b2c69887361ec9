import ArgumentParser
import ImageStore
import Inventory
import Reconciler
import Vocabulary

/// `merlon image`: what is in the store of sealed images.
struct ImageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image",
    abstract: "Look into sealed images, and let go of old ones.",
    subcommands: [InspectCommand.self, ImageListCommand.self, ImagePruneCommand.self])

  /// How the contents of an image are written.
  enum ContentsFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    /// SPDX 2.3, JSON.
    case spdx
    /// CycloneDX 1.5, JSON.
    case cyclonedx
  }

  /// `merlon image inspect`: what is in one image.
  struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect",
      abstract: "Show what is in a built image.",
      discussion: """
        Modules with their options and sizes, hooks in the order of their calls, segments, the
        calls that its code makes, and its symbols; or a bill of materials.

        EXAMPLES
          merlon image inspect web
          merlon image inspect sha256:3f5a --symbols
          merlon image inspect web --output cyclonedx > web.cdx.json
        """)

    @OptionGroup var repository: RepositoryOptions
    @Option(help: "text, json, spdx or cyclonedx.") var output = ContentsFormat.text
    @Flag(help: "List all symbols, not only the largest.") var symbols = false
    @Argument(
      help: ArgumentHelp(
        "The name of an image, of which the newest is shown, or the start of a digest.",
        valueName: "IMAGE"))
    var image: String

    func run() async throws {
      let store = try BuilderOptions.store(of: try repository.open())
      do {
        let images = try store.list()
        guard let found = Self.image(image, among: images) else {
          let names = Set(images.map(\.name.text)).sorted()
          let hint = Spelling.suggestion(for: image, among: names)
          throw Failure.cannotRun(
            "the store has no image \(image); "
              + (hint ?? (names.isEmpty ? "it is empty" : "it has \(Spelling.list(names))"))
              + ". `merlon build` makes one")
        }
        let bytes = try store.contents(of: found)
        guard let contents = (try? JSON.parse(bytes)).flatMap(ImageContents.init) else {
          throw Failure.cannotRun(
            "the list of contents of \(found.name) was written by another release: delete the "
              + "store and build the image again")
        }
        write(contents)
      } catch let error as ImageStoreError {
        throw Failure.cannotRun(error.description)
      }
    }

    /// The newest image of a name, or the one whose digest begins so.
    private static func image(_ text: String, among images: [StoredImage]) -> StoredImage? {
      if let named = images.last(where: { $0.name.text == text }) { return named }
      let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
      guard digits.count >= 4 else { return nil }
      let matches = images.filter { $0.digest.hex.hasPrefix(digits) }
      return Set(matches.map(\.digest)).count == 1 ? matches.last : nil
    }

    private func write(_ contents: ImageContents) {
      let terminal = Terminal()
      switch output {
      case .text:
        for line in ContentsReport(contents, allSymbols: symbols).lines { terminal.say(line) }
      case .json: terminal.say(contents.json.indented)
      case .spdx: terminal.say(SPDXDocument.json(of: contents, at: .now).indented)
      case .cyclonedx: terminal.say(CycloneDXDocument.json(of: contents, at: .now).indented)
      }
    }
  }
}
