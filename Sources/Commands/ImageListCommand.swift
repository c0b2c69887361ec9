import ArgumentParser
import ImageStore
import Vocabulary

/// `merlon image list`: what the store has.
struct ImageListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the images of the store, oldest first.",
    discussion: """
      EXAMPLES
        merlon image list
      """)

  @OptionGroup var repository: RepositoryOptions

  func run() async throws {
    let store = try BuilderOptions.store(of: try repository.open())
    var table = Table("IMAGE", "DIGEST", "TARGET", "KIB", "STORED")
    do throws(ImageStoreError) {
      for image in try store.list() {
        let stored = store.stored(image)?.toTheSecond
        table.add(
          image.name.text, image.digest.short, image.target.rawValue,
          "\(image.byteCount >> 10)", stored ?? "-")
      }
    } catch {
      throw Failure.cannotRun(error.description)
    }
    for line in table.lines { Terminal().say(line) }
  }
}
