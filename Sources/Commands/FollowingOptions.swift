import ArgumentParser
import Foundation
import GitFetch
import GitStore
import Reconciler
import Vocabulary
import Webhook

/// How `merlon reconcile` follows a repository that is somewhere else.
struct FollowingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Follow this remote or address, and bring the ledger there.", valueName: "REMOTE"))
  var remote: String?
  @Option(help: ArgumentHelp("Seconds between two looks at it.", valueName: "SECONDS"))
  var poll = 30
  @Option(
    help: ArgumentHelp(
      "After how long another controller takes over when this one is silent.",
      valueName: "SECONDS"))
  var lease = 60
  @Option(
    help: ArgumentHelp("Listen there for webhooks of the git server.", valueName: "HOST:PORT"))
  var webhook: String?
  @Option(
    help: ArgumentHelp("The file with the secret of the webhooks.", valueName: "FILE"))
  var webhookSecret: String?

  func validate() throws {
    guard (1...86_400).contains(poll), (3...Limits.leaseSecondsMax).contains(lease) else {
      throw ValidationError("--poll takes 1 to 86400 seconds, --lease 3 to 86400")
    }
    guard (webhook == nil) == (webhookSecret == nil) else {
      throw ValidationError("--webhook and --webhook-secret go together")
    }
    guard remote != nil || webhook == nil else {
      throw ValidationError("--webhook is for --remote: what is beside it is seen at once")
    }
  }

  /// What the reconciler is told.
  func configuration(
    of reconciler: ReconcilerConfiguration, _ remote: String
  ) throws(ReconcileError) -> FollowingConfiguration {
    let folder: String
    do throws(GitError) {
      folder = try Repository(openingAt: reconciler.repositoryPath).commonDirectory
    } catch { throw .git(error) }
    return FollowingConfiguration(
      remote: GitRemote(
        remote, gitFolder: folder, stateFolder: reconciler.stateFolder,
        environment: ProcessInfo.processInfo.environment),
      pollSeconds: poll, leaseSeconds: lease)
  }

  /// Listens for webhooks, if it is asked to.
  func listener(waking wake: Wake) throws -> WebhookListener? {
    guard let webhook, let webhookSecret else { return nil }
    guard let secret = HookPostReceiveCommand.secret(at: webhookSecret) else {
      throw Failure.cannotRun("there is no secret in \(webhookSecret)")
    }
    do throws(WebhookError) {
      return try WebhookListener(on: webhook, secret: secret) { wake.poke() }
    } catch {
      throw Failure.cannotRun("cannot listen for webhooks: \(error.description)")
    }
  }
}
