import ArgumentParser
import Attestation
import Audit
import Disk
import Vocabulary

/// The keys that an auditor trusts, from a file outside the repository.
struct AuditPins: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who may sign before the first policy commit, in the format of allowed_signers; that commit "
        + "is believed when absent.", valueName: "FILE"))
  var pins: String?

  /// Whether there are any.
  var isGiven: Bool { pins != nil }

  /// Reads the file; `nil` without one.
  func signers() throws(AuditError) -> AllowedSigners? {
    guard let pins else { return nil }
    let bytes: [UInt8]?
    do throws(DiskError) {
      bytes = try DurableFile.read(pins, atMost: Limits.documentBytesMax)
    } catch {
      throw .pins("'\(error.path)' cannot be read: \(error.reason)")
    }
    guard let bytes else { throw .pins("there is no file '\(pins)'") }
    do throws(AllowedSignersError) {
      return try AllowedSigners(parsing: String(decoding: bytes, as: UTF8.self), file: pins)
    } catch {
      throw .pins(error.description)
    }
  }
}
