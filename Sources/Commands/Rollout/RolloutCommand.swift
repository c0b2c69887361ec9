import ArgumentParser
import Attestation
import GitStore
import Reconciler
import Vocabulary

/// `merlon rollout`: the way of a commit onto hosts, and what a person may change of it.
struct RolloutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout",
    abstract: "Show, hold, take back or repeat how the policy in force comes onto hosts.",
    discussion: """
      An order is a line of the ledger; it stands until a commit changes the image. Where somebody
      has to sign policy, a person who may change the image's file signs the order, too, with the
      key that git signs with or --key: one signature, whatever the threshold, but for an undo,
      which takes as many as a commit and so can be given only where one is enough.

      EXAMPLES
        merlon rollout status
        merlon rollout pause web --reason "latency looks odd"
        merlon rollout undo web --reason "worse than before"
      """,
    subcommands: [
      RolloutStatusCommand.self, PauseCommand.self, ContinueCommand.self, UndoCommand.self,
      RestartCommand.self,
    ])

  /// `merlon rollout pause`.
  struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pause", abstract: "Let the rollout of an image go no further for now.",
      discussion: """
        EXAMPLES
          merlon rollout pause web --reason "latency looks odd"
        """)
    @OptionGroup var order: OrderOptions
    @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE")) var image: String

    func run() async throws { try await order.give(.paused, of: image) }
  }

  /// `merlon rollout resume`.
  struct ContinueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Let a paused rollout go on.",
      discussion: """
        EXAMPLES
          merlon rollout resume web
        """)
    @OptionGroup var order: OrderOptions
    @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE")) var image: String

    func run() async throws { try await order.give(.continued, of: image) }
  }

  /// `merlon rollout undo`.
  struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo",
      abstract: "Run an image as an older commit wanted it, until a commit changes it.",
      discussion: """
        Without --to, the newest commit before whose version of the image was enforced, too. The
        reconciler does not undo it: `merlon rollout restart` or a commit does.

        EXAMPLES
          merlon rollout undo web --reason "worse than before"
          merlon rollout undo web --to HEAD~2
        """)
    @OptionGroup var order: OrderOptions
    @Option(help: ArgumentHelp("The commit to go back to.", valueName: "COMMIT")) var to: String?
    @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE")) var image: String

    func run() async throws {
      try await order.give(.undone, of: image) { book, name in
        if let to { return try Self.commit(to, in: order.repository) }
        guard let commit = try book.former(of: name) else {
          throw Failure.cannotRun(
            "no other version of image \(name) was ever enforced; name a commit with --to")
        }
        return commit
      }
    }

    private static func commit(
      _ text: String, in repository: RepositoryOptions
    ) throws -> CommitID {
      do throws(GitError) {
        return try Repository(openingAt: repository.repo).resolve(text)
      } catch {
        throw Failure.cannotRun("\(error.description); `git log` shows the commits")
      }
    }
  }

  /// `merlon rollout restart`.
  struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restart",
      abstract: "Replace an image's instances by new ones, step by step.",
      discussion: """
        Tries a version again that was given up, and ends an undo.

        EXAMPLES
          merlon rollout restart web --reason "the secret is there now"
          merlon rollout restart all
        """)
    @OptionGroup var order: OrderOptions
    @Argument(help: ArgumentHelp("The image, or all.", valueName: "IMAGE")) var image: String

    func run() async throws { try await order.give(.restarted, of: image == "all" ? nil : image) }
  }
}
