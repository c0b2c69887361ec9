import ArgumentParser

/// `merlon hook`: what the hooks of git repositories call.
struct HookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "Install git hooks, or do the work of one.",
    discussion: """
      On the server `update` lets only commits of policy land that are signed and that `merlon
      check` accepts, and only additions to the ledger; `post-receive` wakes reconcilers that follow
      the repository from elsewhere. At home `pre-commit` and `pre-push` tell the same before.

      EXAMPLES
        merlon hook install                          in a clone
        merlon hook install --repo /srv/policy.git   on the server
      """,
    subcommands: [
      HookInstallCommand.self, HookUpdateCommand.self, HookPrePushCommand.self,
      HookPostReceiveCommand.self,
    ])
}
