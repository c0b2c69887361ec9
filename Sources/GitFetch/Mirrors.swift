import Disk
import Foundation
package import GitStore
import Keys
package import Policy
import Vocabulary

/// Bare repositories of our own, one for each address that catalogs are fetched from.
///
/// They are a cache: what is pinned is found here without a network, and a folder that is deleted
/// is fetched again.
package struct Mirrors: Sendable {
  /// Where the branches and tags of the other side are kept.
  static let remotePrefix = "refs/merlon/remote/"
  private static let verifiedPrefix = "refs/merlon/verified/"
  private static let draftEnding = ".new"
  static let removedEnding = ".gone"

  let folder: String
  private let bytesMax: Int

  /// Makes mirrors below a folder, which need not exist yet.
  package init(folder: String, bytesMax: Int = Limits.catalogBytesMax) {
    self.folder = folder
    self.bytesMax = bytesMax
  }

  /// Tells whether there is a copy of the repository at all, at the cost of one system call.
  package func hasCopy(for source: CatalogReference.GitSource) -> Bool {
    FileManager.default.fileExists(atPath: path(of: source))
  }

  /// Finds a pinned commit that is here, asking nobody; `nil` if it has to be fetched.
  ///
  /// One that names a `ref` is only here when that was seen to contain it.
  package func find(_ source: CatalogReference.GitSource) throws(GitError) -> Mirror? {
    let path = path(of: source)
    guard hasCopy(for: source) else { return nil }
    do throws(GitError) {
      let repository = try Repository(openingAt: path)
      let commit = try repository.commit(source.commit)
      if let ref = source.ref, try repository.reference(Self.record(of: source, ref)) == nil {
        return nil
      }
      return Mirror(repositoryPath: path, tree: commit.tree)
    } catch {
      switch error.kind {
      case .missingObject, .malformedObject, .notARepository: return nil
      default: throw error
      }
    }
  }

  /// Fetches a pinned commit; does nothing when it is here.
  ///
  /// - Parameter environment: The caller's; what git and ssh need of it is passed on.
  package func fetch(
    _ source: CatalogReference.GitSource, environment: [String: String]
  ) async throws(FetchError) {
    let address: RemoteAddress
    do throws(RemoteAddress.Problem) { address = try RemoteAddress(source.url) } catch {
      throw .refused(error.message, hint: error.hint)
    }
    let path = path(of: source)
    let lock = try await lock(path + ".lock")
    defer { lock.release() }
    guard try own({ () throws(GitError) in try find(source) }) == nil else { return }
    try prepare(path)
    let process = FetchProcess(
      repositoryPath: path, environment: environment, bytesMax: bytesMax)
    switch await process.run(from: address.text, holding: lock) {
    case .done: try own { () throws(GitError) in try judgement(of: source, at: path) }?.raise()
    case .failed(let words): throw .failed(words)
    case .tooLarge:
      try prepare(path)
      throw .refused(
        "\(source.url) is larger than \(bytesMax) bytes, the most that is fetched of a catalog",
        hint: "keep catalogs in a repository of their own, without large files in its history")
    }
  }

  private func path(of source: CatalogReference.GitSource) -> String {
    "\(folder)/\(name(of: source))"
  }

  /// What the copy of a source's repository is called.
  func name(of source: CatalogReference.GitSource) -> String { Digest.sha256(source.url).hex }

  /// The reference that says that `ref` was seen to contain the pin.
  private static func record(of source: CatalogReference.GitSource, _ ref: String) -> String {
    "\(verifiedPrefix)\(source.commit)/\(Digest.sha256(ref).hex)"
  }

  private func own<Value>(
    _ body: () throws(GitError) -> Value
  ) throws(FetchError) -> Value {
    do throws(GitError) { return try body() } catch { throw .git(error) }
  }
}

// MARK: - Judging what was fetched

extension Mirrors {
  /// Why the pin is refused, after its repository was fetched; records that it is not.
  private func judgement(
    of source: CatalogReference.GitSource, at path: String
  ) throws(GitError) -> Objection? {
    let repository = try Repository(openingAt: path)
    var isHere = true
    do throws(GitError) { _ = try repository.commit(source.commit) } catch {
      switch error.kind {
      case .missingObject: isHere = false
      case .malformedObject: return .notACommit(source)
      default: throw error
      }
    }
    guard let ref = source.ref else { return isHere ? nil : .missing(source) }
    guard let tip = try Self.tip(of: ref, in: repository) else { return .noRef(source, ref) }
    guard isHere, try repository.isAncestor(source.commit, of: tip) else {
      return .moved(source, ref, tip)
    }
    let record = Self.record(of: source, ref)
    if try repository.reference(record) == nil {
      try repository.create(reference: record, at: source.commit)
    }
    return nil
  }

  /// The commit that a tag or else a branch of the other side is at.
  private static func tip(
    of ref: String, in repository: borrowing Repository
  ) throws(GitError) -> CommitID? {
    let short = ref.hasPrefix("refs/") ? String(ref.dropFirst(5)) : nil
    for name in short.map({ [$0] }) ?? ["tags/" + ref, "heads/" + ref] {
      do throws(GitError) {
        guard try repository.reference(remotePrefix + name) != nil else { continue }
        return try repository.resolve(remotePrefix + name)
      } catch {
        guard error.kind == .invalidName || error.kind == .missingRevision else { throw error }
      }
    }
    return nil
  }
}

// MARK: - Folders

extension Mirrors {
  /// Waits for the lock of one mirror, without keeping a thread from its work.
  private func lock(_ path: String) async throws(FetchError) -> FileLock {
    do {
      try Folder.make(folder, mode: 0o700)
      while true {
        if let lock = try FileLock.ifFree(path, mode: 0o600) { return lock }
        try await Task.sleep(for: .milliseconds(50))
      }
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Makes the mirror, or removes what a killed git left in it; the lock is held.
  private func prepare(_ path: String) throws(FetchError) {
    let files = FileManager.default
    do {
      if (try? Repository(openingAt: path).gitDirectory) == nil {
        for rest in [path, path + Self.draftEnding] where files.fileExists(atPath: rest) {
          try files.removeItem(atPath: rest)
        }
        _ = try Repository.create(at: path + Self.draftEnding, isBare: true)
        try files.moveItem(atPath: path + Self.draftEnding, toPath: path)
        return
      }
      for name in files.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? []
      where Self.isLeftover(name) {
        try files.removeItem(atPath: "\(path)/\(name)")
      }
    } catch {
      throw .failed("the copy at \(path) cannot be made: \(error)")
    }
  }

  private static func isLeftover(_ name: String) -> Bool {
    name.hasSuffix(".lock") || name.hasPrefix("objects/pack/tmp_")
      || name.hasPrefix("objects/tmp_") || name.hasSuffix(".keep")
  }
}
