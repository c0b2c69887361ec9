import ArgumentParser

/// `merlon`: from a commit of security policy to sealed unikernels, and the proof of it.
struct Merlon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merlon",
    abstract: "Turns commits of security policy into sealed unikernels, and proves it.",
    discussion: """
      EXAMPLES
        merlon init fleet               write a policy repository
        merlon check                    check the work tree
        merlon plan main..change        what merging a branch would do
        merlon why web                  for what reason something is in an image
        merlon host run local           run images on this machine
        merlon reconcile                enforce each new commit
        merlon audit                    what was enforced, where and when
        merlon blame FILE:LINE          what ran because of a line of policy

      Exit status: 0 fine; 1 refused, failed or different; 2 cannot run.
      """,
    version: version,
    subcommands: [
      InitCommand.self, CheckCommand.self, PlanCommand.self, WhyCommand.self,
      WhyNotCommand.self, BuildCommand.self, ImageCommand.self, ModuleCommand.self,
      ReconcileCommand.self, StatusCommand.self, RolloutCommand.self, SuspendCommand.self,
      ResumeCommand.self, AuditCommand.self, BlameCommand.self, HostCommand.self, HookCommand.self,
      KeyCommand.self,
      PasswordCommand.self, SchemaCommand.self,
    ])

  /// The version of this program.
  static let version = "0.1.0"
}
