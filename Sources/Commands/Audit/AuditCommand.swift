import ArgumentParser

/// `merlon audit`: what was enforced, where and when, and whether that can be believed.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Answer from the ledger what was enforced, and verify that nobody edited it.",
    discussion: """
      EXAMPLES
        merlon audit
        merlon audit verify
        merlon audit running --host edge-1 --at 2026-03-01T12:00:00Z
        git verify-commit refs/notes/merlon/ledger
      """,
    subcommands: [AuditTrailCommand.self, AuditVerifyCommand.self, AuditRebuildCommand.self]
      + AuditQuestions.commands,
    defaultSubcommand: AuditTrailCommand.self)
}
