package import Vocabulary

/// An image that is about to be built: all that its bytes depend on was read, and named by its key.
package struct PreparedBuild: Sendable {
  /// The image key: builds with equal keys give equal bytes.
  package let key: Digest
  /// What makes two toolchains build the same bytes of it.
  package let identity: ToolchainIdentity
  private let work: @Sendable (_ jobs: Int) async throws(ToolchainError) -> BuildResult

  init(
    key: Digest, identity: ToolchainIdentity,
    work: @escaping @Sendable (_ jobs: Int) async throws(ToolchainError) -> BuildResult
  ) {
    self.key = key
    self.identity = identity
    self.work = work
  }

  /// Builds the image; only what no earlier build compiled the same way is compiled.
  ///
  /// - Parameter jobs: How many compilers may run at once.
  package func build(jobs: Int) async throws(ToolchainError) -> BuildResult {
    try await work(jobs)
  }
}
