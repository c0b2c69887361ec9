import ArgumentParser
import Foundation
import ImageStore
import Reconciler
import Toolchains

/// How images are built.
struct BuilderOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Compilers that may run at once.", valueName: "N"))
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
  }

  /// The store of a repository's images.
  static func store(of repository: RepositoryOptions.Opened) throws -> ImageStore {
    do throws(ImageStoreError) {
      return try ImageStore(at: repository.stateFolder + "/images")
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// Finds the toolchain and opens the repository's image store.
  func builder(
    for repository: RepositoryOptions.Opened
  ) async throws -> (builder: ImageBuilder, store: ImageStore) {
    let environment = ProcessInfo.processInfo.environment
    return try await builder(
      for: repository, into: try Self.store(of: repository),
      cache: Self.cache(environment, fallback: repository.stateFolder))
  }

  /// Finds the toolchain, for a store and a cache that the caller chose.
  func builder(
    for repository: RepositoryOptions.Opened, into store: ImageStore, cache: String
  ) async throws -> (builder: ImageBuilder, store: ImageStore) {
    do throws(ToolchainError) {
      let toolchains = try await ToolchainSet.find(
        cache: cache, environment: ProcessInfo.processInfo.environment)
      if let reason = toolchains.embedded.unconfined {
        Terminal().complain("warning: compilers see all of this machine's files: \(reason)")
      }
      let builder = ImageBuilder(
        toolchains: toolchains, store: store, repositoryAt: repository.path, jobs: jobs
      )
      return (builder, store)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// The folder of compiled objects, which all repositories of a user share.
  private static func cache(_ environment: [String: String], fallback: String) -> String {
    if let path = environment["MERLON_CACHE"], !path.isEmpty { return path }
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") { return path + "/merlon" }
    if let path = environment["HOME"], path.hasPrefix("/") { return path + "/.cache/merlon" }
    return fallback + "/cache"
  }
}
