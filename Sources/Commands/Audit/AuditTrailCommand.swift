import ArgumentParser
import Attestation
import Audit
import GitStore
import Ledger
import Reconciler
import Vocabulary

/// `merlon audit trail`: the history of policy and enforcement.
struct AuditTrailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trail",
    abstract: "Show, for each policy commit, what was decided and what enforced it.",
    discussion: """
      Verifies every line of the controller's ledger; exits 1 when anything is wrong with it.

      EXAMPLES
        merlon audit
        merlon audit --output json | jq '.commits[].instances'
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text

  func run() async throws {
    let opened = try repository.open()
    let trail: AuditTrail
    do {
      let git = try Repository(openingAt: opened.path)
      trail = try AuditTrail(
        PolicyTrust.ledger(before: git.branch(opened.branch), repositoryAt: opened.path, git))
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    } catch let error as LedgerError {
      throw Failure.cannotRun(error.description)
    }
    if output == .json { Terminal().say(trail.json.indented) } else { write(trail) }
    if !trail.findings.isEmpty { throw Failure.negative }
  }

  private func write(_ trail: AuditTrail) {
    let terminal = Terminal()
    var table = Table("COMMIT", "VERDICT", "IMAGE", "DIGEST", "HOST", "ENFORCED")
    for record in trail.records { Self.add(record, to: &table) }
    for line in table.lines { terminal.say(line) }
    for record in trail.records where record.isPassed == false {
      terminal.say("\n\(record.commit.short) \(record.subject)")
      for diagnostic in record.diagnostics { terminal.say("  \(diagnostic)") }
    }
    for finding in trail.findings {
      terminal.say(terminal.styled("finding", .bad) + ": \(finding.description)")
    }
    let lines = trail.records.reduce(0) { $0 + $1.lineCount }
    if trail.findings.isEmpty { terminal.say("\n\(lines) signed lines verified") }
  }

  /// A row for each instance of a commit, or one without.
  private static func add(_ record: AuditRecord, to table: inout Table) {
    let commit = String(record.commit.short.prefix(7))
    let verdict = record.isPassed.map { $0 ? "passed" : "refused" } ?? "-"
    guard !record.instances.isEmpty else {
      table.add(commit, verdict, "-", "-", "-", "-")
      return
    }
    for instance in record.instances {
      let time =
        instance.event == "enforced"
        ? instance.time.toTheSecond : instance.event
      table.add(
        commit, verdict, instance.image.text, instance.digest.short, instance.host.text, time)
      let build = record.builds.first { $0.digest == instance.digest }
      for requirement in build?.requirements ?? [] { table.add("", "", "+ \(requirement)") }
    }
  }
}
