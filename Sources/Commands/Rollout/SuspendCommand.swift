import ArgumentParser
import Attestation

/// `merlon suspend`: leaves images as they are, whatever is committed.
struct SuspendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspend",
    abstract: "Leave an image as it is, whatever is committed, for a time.",
    discussion: """
      Hosts go on running what they run, and stop it when its validity ends. Who asked, why and
      until when is a line of the ledger, and again on each commit that comes into force meanwhile.
      Where somebody has to sign policy, one person who may change the image's file signs it, whatever
      the threshold, with the key that git signs with or --key; maintainers, for all images.

      EXAMPLES
        merlon suspend web --for 2h --reason "incident 4711"
        merlon suspend all --for 8h --reason "migration of the store"
        merlon suspend web --reason "incident 4711" --remote origin
        merlon suspend web --reason "incident 4711" --key "$(ssh-add -L | head -n 1)"
      """)

  @OptionGroup var order: OrderOptions
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("For how long, at most 30d: 90s, 15m, 24h or 7d.", valueName: "TIME"))
  var span = OrderSpan.day
  @Argument(help: ArgumentHelp("The image, or all.", valueName: "IMAGE")) var image: String

  func validate() throws {
    guard order.reason != "no reason given" else {
      throw ValidationError("say why with --reason: it is what the ledger keeps")
    }
  }

  func run() async throws {
    try await order.give(.suspended, of: image == "all" ? nil : image, until: span.end)
  }
}

/// `merlon resume`: lets images follow policy again.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Let a suspended image follow policy again.",
    discussion: """
      EXAMPLES
        merlon resume web
        merlon resume all --reason "incident 4711 is over"
      """)

  @OptionGroup var order: OrderOptions
  @Argument(help: ArgumentHelp("The image, or all.", valueName: "IMAGE")) var image: String

  func run() async throws { try await order.give(.resumed, of: image == "all" ? nil : image) }
}
