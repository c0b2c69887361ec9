import GitStore
import HashTreeCollections
import Planning
import Policy
import Vocabulary

/// A revision that is being made of the one before it.
struct RevisionDraft {
  private let base: Revision?
  private var files: TreeDictionary<String, PolicyFileEntry>
  private var removed: [DocumentKey] = []
  private var removedPaths: Set<String> = []
  /// The files that are new or changed, by path.
  private var parsed: [String: ParsedFile] = [:]
  private var catalogs = Catalogs.Contents()

  /// Starts from a revision, or from nothing.
  init(after base: Revision?) {
    self.base = base
    files = base?.files ?? [:]
  }

  /// Takes a file out.
  mutating func remove(_ path: String) {
    forget(path)
    files[path] = nil
  }

  private mutating func forget(_ path: String) {
    // Only what was there before: a file that was just put in may lie in a catalog and be no policy.
    if let old = base?.files[path], removedPaths.insert(path).inserted { removed += old.keys }
    parsed[path] = nil
  }

  /// Puts a file in.
  mutating func add(_ file: ParsedFile) {
    forget(file.file.path)
    parsed[file.file.path] = file
    files[file.file.path] = PolicyFileEntry(
      blob: file.file.blob, keys: file.documents.map(\.key))
  }

  /// The fleet as it is now; of several, which is an error, the first.
  var fleet: Fleet? {
    var fleets: [Fleet] = []
    for file in parsed.values {
      for case .fleet(let fleet) in file.documents { fleets.append(fleet) }
    }
    if let old = base?.snapshot.policy.fleet, !removed.contains(.fleet(old.name)) {
      fleets.append(old)
    }
    return fleets.min { $0.location < $1.location }
  }

  /// Takes the catalogs: what is in their folders is not policy.
  mutating func setCatalogs(
    _ catalogs: Catalogs.Contents, in tree: inout PolicyTree
  ) throws(GitError) {
    self.catalogs = catalogs
    for path in parsed.keys where isInCatalog(path) { setAside(path) }
    guard let old = base?.catalogFolders, old != catalogs.paths else { return }
    // Unchanged files of folders that became catalogs, or are none any more.
    for folder in old.symmetricDifference(catalogs.paths) {
      for file in try tree.files(below: folder) where parsed[file.path] == nil {
        if isInCatalog(file.path) { setAside(file.path) } else { add(try tree.parse(file)) }
      }
    }
  }

  private func isInCatalog(_ path: String) -> Bool {
    catalogs.paths.contains { path.hasPrefix($0 + "/") }
  }

  /// Keeps a file, but not as policy.
  private mutating func setAside(_ path: String) {
    guard let entry = files[path] else { return }
    forget(path)
    files[path] = PolicyFileEntry(blob: entry.blob, keys: [])
  }
}

// MARK: - Finishing

extension RevisionDraft {
  /// Puts everything together.
  ///
  /// - Throws: `Rejection` with everything that is wrong; `GitError`.
  func finish(
    _ head: Revision.Head, _ tree: inout PolicyTree, changedPaths: [String]
  ) throws -> Reading {
    let change = PolicyChange(removed: removed, added: parsed.values.flatMap(\.documents))
    let old = base?.snapshot ?? .empty
    var problems: [Diagnostic] = []
    var snapshot = old.sealing(change, catalog: catalogs.catalog)
    do throws(Rejection) { try snapshot.adopt(change) } catch {
      problems += error.diagnostics
    }
    let moved = snapshot.sealedPaths(differingFrom: old)
    var sealing = SealedFolderLookup(in: snapshot)
    problems += parsed.values.flatMap { Self.problems(with: $0, &sealing) }
    for path in moved {
      // Unchanged files that are policy no more, or are policy now.
      for file in try tree.files(below: path) where parsed[file.path] == nil {
        problems += Self.problems(with: try tree.parse(file), &sealing)
      }
    }
    guard problems.isEmpty else { throw Rejection(problems) }

    for path in removedPaths { snapshot.setWarnings([], of: path) }
    for (path, file) in parsed where !file.warnings.isEmpty {
      snapshot.setWarnings(file.warnings, of: path)
    }
    let touched = moved.union(changedPaths.flatMap { sealing.folders(above: $0) })
    for path in touched {
      snapshot.setFolder(path, snapshot.isSealed(path) ? try tree.folder(path) : nil)
    }
    let revision = Revision(
      head: head, tree: tree.tree, snapshot: snapshot, folders: catalogs.folders,
      catalogFolders: catalogs.paths, catalogsDigest: catalogs.digest, files: files)
    return Reading(revision: revision, change: SnapshotChange(policy: change, folders: touched))
  }

  /// What is wrong with a file: it is malformed and policy, or it holds policy that is not to be
  /// read because its folder is sealed into an image.
  private static func problems(
    with file: ParsedFile, _ sealing: inout SealedFolderLookup
  ) -> [Diagnostic] {
    let sealed = sealing.folders(above: file.file.path).first
    switch file.content {
    case .failure(let rejection): return sealed == nil ? rejection.diagnostics : []
    case .success(let documents):
      guard let sealed else {
        // Not where it is parsed: what was parsed under another name is not parsed again.
        return documents.compactMap { document in
          if case .fleet(let fleet) = document { fleet.signing?.misplacement } else { nil }
        }
      }
      return documents.map { document in
        Diagnostic(
          at: document.location,
          "a policy document lies in \(sealed)/, which is sealed into an image",
          hint: "move it out of the folder, or give the file another ending than .yaml")
      }
    }
  }
}
