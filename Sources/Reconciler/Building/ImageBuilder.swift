import Foundation
import GitStore
package import ImageStore
import Inventory
package import Planning
package import Solo5
package import Toolchains
import Vocabulary

/// Builds planned images into the store; what the store has is not built again.
package struct ImageBuilder: Sendable {
  private let toolchains: ToolchainSet
  private let store: ImageStore
  private let repositoryPath: String
  private let jobs: Int

  /// Makes a builder that runs at most `jobs` compilers at once.
  package init(
    toolchains: ToolchainSet, store: ImageStore, repositoryAt path: String, jobs: Int
  ) {
    self.toolchains = toolchains
    self.store = store
    self.repositoryPath = path
    self.jobs = jobs
  }

  /// Builds one image, or finds it in the store.
  ///
  /// - Parameter layoutSeed: The order in which functions and data lie, if not what its key gives.
  package func build(
    _ planned: PlannedImage, of revision: Revision, layoutSeed: UInt32? = nil
  ) async throws(BuildFailure) -> BuiltImage {
    let startedOn = Instant.now
    let request = try request(for: planned, of: revision, layoutSeed: layoutSeed)
    do {
      let prepared = try toolchains.prepare(request)
      let toolchain = prepared.identity.digest
      if let stored = try store.image(key: prepared.key) {
        return BuiltImage(
          name: request.image, digest: stored.digest, key: prepared.key, target: stored.target,
          textBytes: stored.textBytes, compiled: nil,
          toolchain: toolchain, startedOn: startedOn,
          finishedOn: .now)
      }
      let result = try await prepared.build(jobs: jobs)
      try store.put(
        result.bytes, name: request.image, key: result.key, target: request.target,
        textBytes: result.textBytes, contents: Array(result.contents.json.canonical.utf8))
      return BuiltImage(
        name: request.image, digest: result.digest, key: result.key, target: request.target,
        textBytes: result.textBytes, compiled: result.compiledModules,
        toolchain: toolchain, startedOn: startedOn, finishedOn: .now)
    } catch let error as ToolchainError {
      throw .toolchain(request.image, error)
    } catch let error as ImageStoreError {
      throw .store(error)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// Reads off an image that was built what an attacker meets of it.
  package func measure(_ built: BuiltImage) throws(BuildFailure) -> ImageMeasure {
    do {
      return try ImageMeasure(of: try store.bytes(of: built.digest))
    } catch let error as ImageError {
      throw .malformed(built.name, error)
    } catch let error as ImageStoreError {
      throw .store(error)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// Checks what would be sealed in, without building.
  package func request(
    for planned: PlannedImage, of revision: Revision, layoutSeed: UInt32? = nil
  ) throws(BuildFailure) -> BuildRequest {
    do {
      return try SealedInput(for: planned, of: revision, repositoryAt: repositoryPath)
        .request(layoutSeed: layoutSeed)
    } catch let error as GitError {
      throw .git(error)
    } catch let rejection as Rejection {
      throw .rejected(rejection)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }
}
