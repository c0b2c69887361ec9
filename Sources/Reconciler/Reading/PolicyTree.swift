import GitStore
import Policy
import PolicyFiles
import PolicyIndex
import Vocabulary

/// The tree of one commit, as somebody reads it who looks for policy.
struct PolicyTree: ~Copyable {
  let repository: Repository
  /// The root.
  let tree: TreeID
  /// The documents of blobs that were parsed before.
  var index: PolicyIndex?

  /// The files below a folder that may be policy.
  borrowing func files(below folder: String) throws(GitError) -> [TreeFile] {
    try repository.listing(of: tree, below: folder).files.filter {
      PolicyFile.mayHoldDocuments($0.path)
    }
  }

  /// The tree of the folder at a path, or `nil` if there is none.
  borrowing func folder(_ path: String) throws(GitError) -> TreeID? {
    try repository.subtree(at: path, in: tree)
  }

  /// Reads the documents of a file.
  mutating func parse(_ file: TreeFile) throws(GitError) -> ParsedFile {
    if let known = index?.contents(of: file.blob, file: file.path) {
      return ParsedFile(
        file: file, content: .success(known.documents), warnings: known.warnings)
    }
    let bytes: [UInt8]
    do throws(GitError) {
      bytes = try repository.blob(file.blob)
    } catch {
      guard error.kind == .tooLarge else { throw error }
      let limit = Limits.documentBytesMax
      let problem = Diagnostic(
        at: SourceLocation(file: file.path),
        "the file is larger than \(limit) bytes, the most that a policy document may have",
        hint: "take it out of the repository, or give it a name that does not end in .yaml")
      return ParsedFile(file: file, content: .failure(Rejection([problem])))
    }
    do throws(Rejection) {
      let documents = try PolicyFile.documents(bytes, file: file.path)
      let warnings = PolicyFile.warnings(bytes, file: file.path)
      index?.note(documents, warnings: warnings, of: file.blob)
      return ParsedFile(file: file, content: .success(documents), warnings: warnings)
    } catch {
      return ParsedFile(file: file, content: .failure(error))
    }
  }
}

/// A YAML file with what is in it, or what is wrong with it.
struct ParsedFile: Sendable {
  let file: TreeFile
  let content: Result<[Document], Rejection>
  /// What is odd about its text, if its documents can be read.
  var warnings: [Diagnostic] = []

  /// The documents; none when something is wrong.
  var documents: [Document] {
    if case .success(let documents) = content { documents } else { [] }
  }
}
