import ArgumentParser
import Audit
import Ledger
import Reconciler
import Vocabulary

/// Which repository is asked about, and which keys are trusted.
struct AuditIndexOptions: ParsableArguments {
  @OptionGroup var repository: RepositoryOptions
  @Option(
    help: ArgumentHelp(
      "Who may sign before the first policy commit, in the format of allowed_signers; that commit "
        + "is believed when absent.", valueName: "FILE"))
  var pins: String?

  /// Opens the index and brings it up to the ledgers as they are.
  func open() throws -> (repository: RepositoryOptions.Opened, index: AuditIndex) {
    let opened = try repository.open()
    do throws(AuditError) {
      let index = try AuditIndex(
        at: opened.stateFolder + "/audit-index.sqlite",
        AuditVerification.Request(
          repositoryAt: opened.path, branch: opened.branch, pins: try AuditPins.read(pins),
          store: nil, checkpoint: nil, now: .now))
      return (opened, index)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// Says that answers cannot be believed, if so.
  static func complain(of index: AuditIndex) throws {
    guard let finding = index.findings.first else { return }
    Terminal().complain(
      "the ledger cannot be believed: \(Printable.text(finding.description)); see: "
        + "merlon audit verify")
    throw Failure.negative
  }
}
