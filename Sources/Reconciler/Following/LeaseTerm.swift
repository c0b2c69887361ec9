import Disk
import Vocabulary

/// The greatest term of the lease that a clone has ever seen, kept beside the repository, where
/// nobody can push to.
enum LeaseTerm {
  private static let bytesMax = 32

  private static func path(_ stateFolder: String) -> String { stateFolder + "/lease.term" }

  /// The term that is kept; 0 if none is.
  static func kept(in stateFolder: String) throws(ReconcileError) -> Int {
    let path = path(stateFolder)
    let bytes: [UInt8]?
    do throws(DiskError) { bytes = try DurableFile.read(path, atMost: bytesMax) } catch {
      throw .state(path: error.path, reason: error.reason)
    }
    guard let bytes else { return 0 }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix("\n"), let term = Int(text.dropLast()), term >= 0 else {
      throw .state(path: path, reason: "it does not hold the term of a lease")
    }
    return term
  }

  /// Keeps a term.
  static func keep(_ term: Int, in stateFolder: String) throws(ReconcileError) {
    let path = path(stateFolder)
    do throws(DiskError) {
      try DurableFile.write(Array("\(term)\n".utf8), to: path, mode: 0o600)
    } catch { throw .state(path: error.path, reason: error.reason) }
  }
}
