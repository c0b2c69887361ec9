import Disk
package import Vocabulary

/// The repository that policy comes from and the ledger goes back to, by one of git's transports.
///
/// git itself does both: it knows protocol version 2, and a push of it moves a reference only from
/// where it was seen to be, over every transport.
package struct GitRemote: Sendable {
  /// Where the references of the other side are kept here, under their own names without `refs/`.
  package static let prefix = "refs/merlon/upstream/"

  /// Where a reference of the other side is kept here, by its full name.
  package static func kept(_ reference: String) -> String {
    prefix + reference.dropFirst("refs/".count)
  }

  /// What a push is answered with.
  package enum Answer: Hashable, Sendable {
    /// Everything has moved.
    case done
    /// Nothing has: somebody was faster, or the other side does not allow it; its words.
    case refused(String)
    /// The other side, or the way to it, is at fault.
    case failed(String)
  }
  /// A reference that shall move there.
  package struct Move: Hashable, Sendable {
    /// Its full name.
    package let reference: String
    /// Where it shall be.
    package let new: CommitID
    /// Where it has to be now, if it may move elsewhere than forward from there; the id of nothing
    /// for one that must not exist.
    package let lease: CommitID?

    /// A move forward, from wherever it is seen to be.
    package init(_ reference: String, forwardTo new: CommitID) {
      (self.reference, self.new, lease) = (reference, new, nil)
    }

    /// A move from one place alone, in any direction.
    package init(_ reference: String, from old: CommitID?, to new: CommitID) {
      self.reference = reference
      self.new = new
      lease = old ?? CommitID(bytes: [UInt8](repeating: 0, count: 20))
    }
  }

  /// What git is given: an address, or the name of a remote.
  package let address: String
  private let gitFolder: String
  private let stateFolder: String
  private let environment: [String: String]

  /// Names a remote of the repository whose git folder is `gitFolder`.
  ///
  /// - Parameter environment: The caller's; what git and ssh need of it is passed on.
  package init(
    _ address: String, gitFolder: String, stateFolder: String, environment: [String: String]
  ) {
    self.address = address
    self.gitFolder = gitFolder
    self.stateFolder = stateFolder
    self.environment = environment
  }
}

extension GitRemote {
  /// The transports; plain HTTP too, since all that comes is signed.
  private static let protocols = "file:http:https:ssh"

  /// Takes over a branch, the ledgers, the lease and what people ordered.
  ///
  /// - Throws: `FetchError.failed` when the other side cannot be reached.
  package func fetch(branch: String) async throws(FetchError) {
    let lock: FileLock
    do throws(DiskError) { lock = try FileLock(at: stateFolder + "/upstream.lock") } catch {
      throw .failed("\(error.path): \(error.reason)")
    }
    defer { lock.release() }
    let process = FetchProcess(
      repositoryPath: gitFolder, environment: environment, bytesMax: Limits.catalogBytesMax,
      refspecs: [
        "+refs/heads/\(branch):\(Self.prefix)heads/\(branch)",
        "+refs/notes/merlon/*:\(Self.prefix)notes/merlon/*",
        "+refs/merlon/lease/*:\(Self.prefix)merlon/lease/*",
        "+refs/merlon/orders/*:\(Self.prefix)merlon/orders/*",
      ], protocols: Self.protocols)
    switch await process.run(from: address, holding: lock) {
    case .done: return
    case .failed(let words): throw .failed(words)
    case .tooLarge: throw .failed("more than \(Limits.catalogBytesMax) bytes are new at once")
    }
  }

  /// Moves references there, all or none.
  package func push(_ moves: [Move]) async -> Answer {
    await PushProcess(
      gitFolder: gitFolder,
      variables: GitEnvironment.variables(of: environment, protocols: Self.protocols)
    ).run(moves, to: address)
  }
}
