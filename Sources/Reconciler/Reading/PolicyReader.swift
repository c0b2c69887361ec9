import GitStore
import Planning
import Policy
import PolicyFiles
import Unikernel
package import Vocabulary

/// Reads policy commits out of a repository, and remembers what it has parsed.
///
/// A blob that was parsed at a path is never parsed again there.
package struct PolicyReader: Sendable {
  private struct Place: Hashable {
    let path: String
    let blob: BlobID
  }

  private let path: String
  private var documents: [Place: Result<[Document], Rejection>] = [:]
  private var catalogs = Catalogs()

  /// Makes a reader of the repository at `path`.
  package init(repositoryAt path: String) { self.path = path }

  /// Reads a commit completely.
  ///
  /// - Throws: `ReadError.rejected` with everything that is wrong with its documents;
  ///   `ReadError.git` when the repository cannot be read; `ReadError.absent` and
  ///   `ReadError.unavailable` for its catalogs.
  /// - Complexity: O(files) to list the tree; only new blobs are read.
  package mutating func revision(_ id: CommitID) throws(ReadError) -> Revision {
    let head: Revision.Head
    let tree: TreeID
    do throws(GitError) {
      let commit = try Repository(openingAt: path).commit(id)
      head = Revision.Head(commit: id, subject: commit.subject)
      tree = commit.tree
    } catch {
      throw .git(error)
    }
    return try revision(head, tree)
  }

  /// Reads a tree that is no commit's yet; its revision has the id of nothing.
  package mutating func workTree(_ tree: TreeID) throws(ReadError) -> Revision {
    let nothing = CommitID(bytes: [UInt8](repeating: 0, count: 20))
    return try revision(Revision.Head(commit: nothing, subject: "the work tree"), tree)
  }

  private mutating func revision(
    _ head: Revision.Head, _ tree: TreeID
  ) throws(ReadError) -> Revision {
    do {
      let repository = try Repository(openingAt: path)
      let listing = try repository.listing(of: tree)
      guard listing.findings.isEmpty else {
        throw Rejection(
          listing.findings.map {
            Diagnostic(
              at: SourceLocation(file: $0.path), $0.description,
              hint: "policy is made of plain files and folders")
          })
      }
      let parsed = try parse(listing.files.filter(Self.mayHoldDocuments), in: repository)
      return try assemble(parsed, head, tree, in: repository)
    } catch let error as ReadError {
      throw error
    } catch let error as GitError {
      throw .git(error)
    } catch let rejection as Rejection {
      throw .rejected(rejection)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// YAML files, but for hidden ones: `.github` and its like belong to other programs.
  private static func mayHoldDocuments(_ file: TreeFile) -> Bool {
    PolicyFile.isDocument(file.path)
      && !file.path.split(separator: "/").contains { $0.hasPrefix(".") }
  }
}

// MARK: - Documents

extension PolicyReader {
  private mutating func parse(
    _ files: [TreeFile], in repository: borrowing Repository
  ) throws(GitError) -> [String: Result<[Document], Rejection>] {
    var parsed: [String: Result<[Document], Rejection>] = [:]
    var current: [Place: Result<[Document], Rejection>] = [:]
    for file in files {
      let place = Place(path: file.path, blob: file.blob)
      let result: Result<[Document], Rejection>
      if let known = documents[place] {
        result = known
      } else {
        result = try Self.parse(file, in: repository)
      }
      current[place] = result
      parsed[file.path] = result
    }
    documents = current
    return parsed
  }

  private static func parse(
    _ file: TreeFile, in repository: borrowing Repository
  ) throws(GitError) -> Result<[Document], Rejection> {
    let bytes: [UInt8]
    do throws(GitError) {
      bytes = try repository.blob(file.blob)
    } catch {
      guard error.kind == .tooLarge else { throw error }
      let limit = Limits.documentBytesMax
      return .failure(
        Rejection([
          Diagnostic(
            at: SourceLocation(file: file.path),
            "the file is larger than \(limit) bytes, the most that a policy document may have",
            hint: "take it out of the repository, or give it a name that does not end in .yaml")
        ]))
    }
    do throws(Rejection) {
      return .success(try PolicyFile.documents(bytes, file: file.path))
    } catch {
      return .failure(error)
    }
  }
}

// MARK: - Putting together

extension PolicyReader {
  private mutating func assemble(
    _ parsed: [String: Result<[Document], Rejection>], _ head: Revision.Head,
    _ tree: TreeID, in repository: borrowing Repository
  ) throws -> Revision {
    // By path: a dictionary's order must not choose among several.
    let fleets = parsed.sorted { $0.key < $1.key }.compactMap { try? $0.value.get() }.joined()
      .compactMap { document in if case .fleet(let fleet) = document { fleet } else { nil } }
    let contents = try catalogs.contents(
      of: fleets.first?.catalogs ?? [], tree: tree, in: repository)
    let sealed = SealedFolders(parsed, modules: contents.modules)
    let outside = parsed.filter { file in
      !(contents.paths + sealed.paths).contains { file.key.hasPrefix($0 + "/") }
    }
    let trees = try sealed.trees(in: tree, of: repository)
    let policy = try PolicySet(try Self.documents(of: outside.values))
    return Revision(
      head: head, tree: tree,
      snapshot: Snapshot(policy: policy, catalog: contents.modules) { trees[$0] },
      folders: contents.folders)
  }

  /// The documents of all files, or all that is wrong with any.
  private static func documents(
    of files: some Collection<Result<[Document], Rejection>>
  ) throws(Rejection) -> [Document] {
    var documents: [Document] = []
    var problems: [Diagnostic] = []
    for file in files {
      switch file {
      case .success(let some): documents += some
      case .failure(let rejection): problems += rejection.diagnostics
      }
    }
    guard problems.isEmpty else { throw Rejection(problems) }
    return documents
  }
}
