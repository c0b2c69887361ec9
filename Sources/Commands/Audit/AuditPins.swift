import Attestation
import Audit
import Disk
import Vocabulary

/// The keys that an auditor trusts, from a file outside the repository.
enum AuditPins {
  /// Reads the file; `nil` without one.
  static func read(_ path: String?) throws(AuditError) -> AllowedSigners? {
    guard let path else { return nil }
    let bytes: [UInt8]?
    do throws(DiskError) {
      bytes = try DurableFile.read(path, atMost: Limits.documentBytesMax)
    } catch {
      throw .pins("'\(error.path)' cannot be read: \(error.reason)")
    }
    guard let bytes else { throw .pins("there is no file '\(path)'") }
    do throws(AllowedSignersError) {
      return try AllowedSigners(parsing: String(decoding: bytes, as: UTF8.self), file: path)
    } catch {
      throw .pins(error.description)
    }
  }
}
