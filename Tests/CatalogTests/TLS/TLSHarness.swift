import Catalog
import Foundation
import TestSupport

/// Parts of the module `tls`, built for this machine with sanitizers.
struct TLSHarness {
  let scratch: Scratch
  private let program: String

  /// Compiles it.
  ///
  /// - Parameters:
  ///   - drivers: Files of `Harness/tls`.
  ///   - module: Files of the module, or of `host-secrets`.
  ///   - bearSSL: Files of BearSSL's sources.
  ///   - library: Files of other modules, by module and name.
  init(
    _ drivers: [String], module: [String], bearSSL: [String] = [], library: [String] = [],
    flags: [String] = []
  ) throws {
    scratch = try Scratch()
    program = scratch.path + "/harness"
    let tls = Catalog.directory + "/applications/tls"
    let secrets = Catalog.directory + "/applications/host-secrets"
    let server = Catalog.directory + "/applications/http-server"
    let files =
      drivers.map { SourceTree.path(of: "Tests/CatalogTests/Harness/tls/\($0)") }
      + module.map { ($0 == "secrets.c" ? secrets : tls) + "/\($0)" }
      + bearSSL.map { "\(Self.bearSSL)/src/\($0)" }
      + library.map { "\(Catalog.directory)/applications/\($0)" }
    // BearSSL calls hash functions by pointers to their generic form, which one check objects to.
    let headers = [tls, tls + "/include", secrets + "/include", server + "/include"]
    let common =
      HTTPHarness.flags + ["-std=gnu11", "-fno-sanitize=function"] + headers.map { "-I" + $0 }
    let system = ["inc", "src"].flatMap { ["-isystem", "\(Self.bearSSL)/\($0)"] }
    let fallback = ["-idirafter", SourceTree.path(of: "Sources/LibraryOS/Guest/include")]
    try scratch.run(
      HTTPHarness.clang, common + system + fallback + files + flags + ["-o", program])
  }

  /// Runs it and returns what it says; throws when a sanitizer or a check objects.
  func run(_ arguments: [String] = [], input: Data = Data()) throws -> String {
    try scratch.run(program, arguments, input: input)
  }

  private static let bearSSL: String = {
    let folder = ProcessInfo.processInfo.environment["MERLON_SOURCES"]
    return (folder ?? "/usr/local/share/merlon/sources") + "/bearssl"
  }()
}
