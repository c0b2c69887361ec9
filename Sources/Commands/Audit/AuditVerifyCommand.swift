import ArgumentParser
import Attestation
import Audit
import Disk
import Foundation
import ImageStore
import Keys
import Ledger
import Reconciler
import Vocabulary

/// `merlon audit verify`: policy, ledgers and images against the keys that an auditor trusts.
struct AuditVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify policy commits, ledgers and images; exit 1 when anything is wrong.",
    discussion: """
      Checks every signature under the keys that were allowed at its position, that notes commits
      and lines only ever followed each other, what hosts say against what the controller says, and
      the bytes of images against what was built.

      Remembers how far it came in a checkpoint that it signs with a key of its own, so that the
      next run reads only what is new, and finds a history that was taken back. Keep the pins, and
      with --checkpoint and --key the checkpoint, where nobody who can write to the repository can.

      EXAMPLES
        merlon audit verify
        merlon audit verify --pins ~/fleet.allowed_signers --full
        merlon audit verify --output sarif > audit.sarif
      """)

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var pins: AuditPins
  @Option(
    help: ArgumentHelp(
      "Where the checkpoint is kept; in the git folder when absent.", valueName: "FILE"))
  var checkpoint: String?
  @Option(
    help: ArgumentHelp(
      "The auditor's key, made when it is not there; in the git folder when absent.",
      valueName: "FILE"))
  var key: String?
  @Flag(help: "Verify everything, whatever the checkpoint says.")
  var full = false
  @Option(help: "text, json or sarif.") var output = DiagnosticFormat.text

  func run() async throws {
    let opened = try repository.open()
    let keeper = try CheckpointKeeper(
      at: checkpoint ?? opened.stateFolder + "/audit-checkpoint",
      keyAt: key ?? opened.stateFolder + "/auditor.key")
    let verification: AuditVerification
    do throws(AuditError) {
      verification = try AuditVerification(
        AuditVerification.Request(
          repositoryAt: opened.path, branch: opened.branch, pins: try pins.signers(),
          store: try Self.store(in: opened.stateFolder), checkpoint: full ? nil : keeper.checkpoint,
          now: .now))
    } catch {
      throw Failure.cannotRun(error.description)
    }
    let findings = keeper.findings + verification.findings
    AuditVerificationReport(verification, findings, isPinned: pins.isGiven).write(output)
    guard findings.isEmpty else { throw Failure.negative }
    if let next = verification.checkpoint { try keeper.keep(next) }
  }
}

extension AuditVerifyCommand {
  /// The store of the repository's images, if this machine has one.
  private static func store(in folder: String) throws(AuditError) -> ImageStore? {
    let path = folder + "/images"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do throws(ImageStoreError) { return try ImageStore(at: path) } catch { throw .store(error) }
  }
}
