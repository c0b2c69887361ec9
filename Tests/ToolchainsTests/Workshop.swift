import Foundation
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// A toolchain with a cache of its own.
struct Workshop {
  let scratch: Scratch
  let toolchains: ToolchainSet
  /// Merlon's own of them.
  var toolchain: EmbeddedToolchain { toolchains.embedded }

  /// Finds the toolchain of this machine.
  ///
  /// - Parameter bound: Mebibytes that the cache may take.
  init(
    environment: [String: String] = ProcessInfo.processInfo.environment, bound: Int? = nil
  ) async throws {
    scratch = try Scratch()
    var environment = environment
    environment["MERLON_CACHE_MIB"] = bound.map(String.init)
    toolchains = try await ToolchainSet.find(
      cache: scratch.path + "/cache", environment: environment)
  }

  /// What builds left in their working folders.
  var leftovers: [String] {
    get throws { try scratch.files(in: workFolder) }
  }

  /// Where this user's builds work, below the scratch folder.
  var workFolder: String { "cache/user-\(geteuid())/work" }

  /// Builds the image `web`.
  func build(_ modules: [SealedModule], target: Target = .spt) async throws -> BuildResult {
    try await toolchain.build(try Self.request(modules, target: target), jobs: 2)
  }

  /// Asks for the image `web`.
  static func request(
    _ modules: [SealedModule], target: Target = .spt
  ) throws -> BuildRequest {
    let name: ImageName = "web"
    return BuildRequest(
      image: name, target: target, modules: modules, note: ["image": .string("web")])
  }

  /// Whether the sources of the Debian packages that the shipped modules need are here.
  static let hasPackages: Bool = {
    let folder =
      ProcessInfo.processInfo.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"
    return ["lwip", "bearssl"].allSatisfy {
      FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
  }()
}

extension [UInt8] {
  /// Tells whether the bytes of `text` are somewhere in these.
  func holds(_ text: String) -> Bool { Data(self).firstRange(of: Data(text.utf8)) != nil }
}
