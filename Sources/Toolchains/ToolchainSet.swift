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

  /// Chooses the toolchain of an image, and reads all that its bytes depend on.
  package func prepare(_ request: BuildRequest) throws(ToolchainError) -> PreparedBuild {
    if let module = PrebuiltToolchain.module(of: request) {
      return try prebuilt.prepare(request, module)
    }
    if let module = MirageToolchain.module(of: request) {
      guard let mirage else { throw .mirageMissing(module.name) }
      return try mirage.prepare(request, module)
    }
    return try embedded.prepare(request)
  }
}
