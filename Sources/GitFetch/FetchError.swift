package import GitStore

/// Why a pinned commit could not be fetched.
package enum FetchError: Error, Hashable, Sendable {
  /// The policy's author has to mend something: what is wrong, and what to do next.
  case refused(String, hint: String)
  /// The other side, the way to it or this machine is at fault: what happened; another attempt
  /// may do better.
  case failed(String)
  /// Our own copy cannot be read or written.
  case git(GitError)
}
