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
        git verify-commit refs/notes/merlon/ledger
      """,
    subcommands: [AuditTrailCommand.self, AuditVerifyCommand.self],
    defaultSubcommand: AuditTrailCommand.self)
}
