import CLibgit2
import Vocabulary

/// The library as a whole: its start, its errors, its ids.
enum LibGit2 {
  /// Bytes of the longest tree that libgit2 keeps once it is read: the 256 folders of a ledger's
  /// notes take 7 KiB, in each commit nearly the same, and libgit2 itself keeps trees of 4 KiB.
  private static let cachedTreeBytesMax = 32 << 10

  /// Starts the library once, with durable writes; −1 and less mean that it cannot run.
  static let status: Int32 = {
    let count = git_libgit2_init()
    if count < 0 { return count }
    let code = merlon_git_cache_trees(cachedTreeBytesMax)
    return code < 0 ? code : merlon_git_enable_fsync()
  }()

  /// Throws what went wrong if `code` says that something did.
  ///
  /// The words are thread-local in libgit2: call this right after the function that failed.
  static func check(
    _ code: Int32, _ operation: GitError.Operation, _ subject: String
  ) throws(GitError) {
    if code < 0 { throw error(code, operation, subject) }
  }

  /// The error behind `code`, with libgit2's words.
  static func error(
    _ code: Int32, _ operation: GitError.Operation, _ subject: String
  ) -> GitError {
    var detail = "no reason given"
    var isSystem = false
    if let last = unsafe git_error_last() {
      if let words = unsafe last.pointee.message { detail = unsafe String(cString: words) }
      isSystem = unsafe last.pointee.klass == Int32(GIT_ERROR_OS.rawValue)
      git_error_clear()
    }
    let kind = kind(code, operation, detail: detail, isSystem: isSystem)
    return GitError(kind, code: code, operation, subject, detail)
  }

  private static func kind(
    _ code: Int32, _ operation: GitError.Operation, detail: String, isSystem: Bool
  ) -> GitError.Kind {
    switch git_error_code(code) {
    case GIT_ENOTFOUND: missing(operation, detail: detail)
    case GIT_EOWNER: .ownedByAnother
    case GIT_EAMBIGUOUS: .missingRevision
    case GIT_EUNBORNBRANCH: .unbornHead
    case GIT_EINVALIDSPEC: operation == .resolve ? .missingRevision : .invalidName
    case GIT_ELOCKED: .locked
    case GIT_EMODIFIED, GIT_EEXISTS: .moved
    case GIT_EMISMATCH: .malformedObject
    case GIT_EPEEL: .missingRevision
    case _ where detail.hasPrefix("unsupported extension"): .unsupportedRepository
    case _ where detail.hasPrefix("unsupported repository version"): .unsupportedRepository
    default: isSystem ? .system : .other
    }
  }

  private static func missing(_ operation: GitError.Operation, detail: String) -> GitError.Kind {
    switch operation {
    // libgit2 1.5 forgets to say so when nobody has set safe.directory at all.
    case .open, .create: detail.contains("safe.directory") ? .ownedByAnother : .notARepository
    case .readReference, .writeReference: .missingReference
    case .resolve: .missingRevision
    default: .missingObject
    }
  }
}

// MARK: - Ids

extension ObjectID {
  /// Copies an id of libgit2.
  init(_ oid: git_oid) {
    self.init(bytes: unsafe withUnsafeBytes(of: oid.id) { unsafe Array($0) })
  }

  /// The id as libgit2 has it.
  var oid: git_oid {
    var oid = git_oid()
    let bytes = bytes
    unsafe withUnsafeMutableBytes(of: &oid.id) { unsafe $0.copyBytes(from: bytes) }
    return oid
  }
}
