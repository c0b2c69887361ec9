import Audit
import Disk
import Keys
import Ledger
import Vocabulary

/// Keeps an auditor's checkpoint in a file, signed with the auditor's key.
struct CheckpointKeeper {
  private let path: String
  private let key: SigningKey
  /// How far the last run came; `nil` if there was none, or nobody can say.
  let checkpoint: Checkpoint?
  /// What is wrong with the file.
  let findings: [LedgerFinding]

  /// Reads the file; makes the key if it is not there.
  init(at path: String, keyAt keyPath: String) throws {
    self.path = path
    do throws(KeyError) {
      let key = try Self.key(at: keyPath)
      self.key = key
      let line = try KeyFileText.read(path)
      checkpoint = line.flatMap { Checkpoint($0, sealedBy: key.publicKey) }
      let isForeign = line != nil && checkpoint == nil
      findings =
        isForeign
        ? [
          LedgerFinding(
            .checkpoint, at: nil,
            "the checkpoint \(path) was not signed with \(keyPath), or was edited; if you know why, "
              + "remove it and verify everything", command: "cat \(path)")
        ] : []
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  private static func key(at path: String) throws(KeyError) -> SigningKey {
    do throws(KeyError) { return try SigningKey(readingFile: path) } catch {
      guard error.kind == .missing else { throw error }
      let new = SigningKey()
      try new.write(toFile: path, comment: "auditor")
      return new
    }
  }

  /// Replaces the file.
  func keep(_ next: Checkpoint) throws {
    do {
      let line = try next.sealed(with: key) + "\n"
      try DurableFile.write(Array(line.utf8), to: path, draft: path + ".new")
    } catch let error as DiskError {
      throw Failure.cannotRun(
        "the checkpoint '\(error.path)' cannot be written: \(error.reason); name another file with "
          + "--checkpoint")
    } catch let error as KeyError {
      throw Failure.cannotRun(error.description)
    }
  }
}

/// The text of a small file.
private enum KeyFileText {
  static func read(_ path: String) throws(KeyError) -> Substring? {
    do throws(DiskError) {
      guard let bytes = try DurableFile.read(path, atMost: Limits.documentBytesMax) else {
        return nil
      }
      let text = String(decoding: bytes, as: UTF8.self)
      return text.hasSuffix("\n") ? text.dropLast() : text[...]
    } catch {
      throw KeyError(.system, path: path, error.reason)
    }
  }
}
