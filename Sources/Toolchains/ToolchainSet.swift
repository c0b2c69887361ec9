package import Vocabulary

/// Builds images, each with the toolchain that its modules are for.
package struct ToolchainSet: Sendable {
  /// Merlon's own.
  package let embedded: EmbeddedToolchain
  private let prebuilt = PrebuiltToolchain()
  private let mirage: MirageToolchain?

  /// Finds the toolchains of this machine.
  ///
  /// - Parameters:
  ///   - cache: See `EmbeddedToolchain.find`.
  ///   - environment: As there, and `MERLON_MIRAGE` when `mirage` is not in `PATH`.
  package static func find(
    cache: String, environment: [String: String]
  ) async throws(ToolchainError) -> ToolchainSet {
    let embedded = try await EmbeddedToolchain.find(cache: cache, environment: environment)
    return ToolchainSet(
      embedded: embedded,
      mirage: try await MirageToolchain.find(environment: environment, beside: embedded))
  }

  /// What makes two toolchains build the same bytes of an image.
  package func identity(for request: BuildRequest) -> ToolchainIdentity {
    if PrebuiltToolchain.module(of: request) != nil { return prebuilt.identity }
    guard let mirage, MirageToolchain.module(of: request) != nil else { return embedded.identity }
    return mirage.identity
  }

  /// Computes the image key: builds with equal keys give equal bytes.
  package func key(of request: BuildRequest) throws(ToolchainError) -> Digest {
    if let module = PrebuiltToolchain.module(of: request) {
      return try prebuilt.key(of: request, module)
    }
    if let module = MirageToolchain.module(of: request) {
      return try mirage(for: module).key(of: request, module)
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
    if let module = MirageToolchain.module(of: request) {
      let mirage = try mirage(for: module)
      let key = try mirage.key(of: request, module)
      let image = try await mirage.link(request, module, jobs: jobs)
      return try PrebuiltToolchain.seal(image, request, module, key: key, by: mirage.identity)
    }
    return try await embedded.build(request, jobs: jobs)
  }

  private func mirage(for module: SealedModule) throws(ToolchainError) -> MirageToolchain {
    guard let mirage else { throw .mirageMissing(module.name) }
    return mirage
  }
}
