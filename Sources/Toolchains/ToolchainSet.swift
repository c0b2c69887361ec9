package import Vocabulary

/// Builds images, each with the toolchain that its modules are for.
package struct ToolchainSet: Sendable {
  private let embedded: EmbeddedToolchain
  private let prebuilt = PrebuiltToolchain()

  /// Makes a set around the toolchain of this machine.
  package init(_ embedded: EmbeddedToolchain) { self.embedded = embedded }

  /// What makes two toolchains build the same bytes of an image.
  package func identity(for request: BuildRequest) -> ToolchainIdentity {
    PrebuiltToolchain.module(of: request) == nil ? embedded.identity : prebuilt.identity
  }

  /// Computes the image key: builds with equal keys give equal bytes.
  package func key(of request: BuildRequest) throws(ToolchainError) -> Digest {
    if let module = PrebuiltToolchain.module(of: request) {
      return try prebuilt.key(of: request, module)
    }
    return try embedded.key(of: request)
  }

  /// Builds an image; only what no earlier build compiled the same way is compiled.
  ///
  /// - Parameter jobs: How many compilers may run at once.
  package func build(
    _ request: BuildRequest, jobs: Int
  ) async throws(ToolchainError) -> BuildResult {
    if let module = PrebuiltToolchain.module(of: request) {
      return try prebuilt.build(request, module)
    }
    return try await embedded.build(request, jobs: jobs)
  }
}
