import Catalog
import Foundation
import Policy
import PolicyFiles
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// The modules that Merlon ships, as their own manifests declare them.
enum ShippedModules {
  /// lwIP.
  static func lwip(options: [String: OptionValue] = [:]) throws -> SealedModule {
    try sealed("lwip", in: "applications", options: options)
  }

  /// The HTTP server.
  static func httpServer(options: [String: OptionValue] = [:]) throws -> SealedModule {
    try sealed("http-server", in: "applications", options: options)
  }

  /// The site of files that are sealed in.
  static func staticSite(files: [String: String]) throws -> SealedModule {
    try sealed(
      "static-site", in: "applications", options: ["root": .string("site")],
      directories: ["root": files.mapValues { Array($0.utf8) }])
  }

  /// The part of BearSSL that hashes.
  static func bearssl() throws -> SealedModule {
    try sealed("bearssl", in: "applications", options: [:])
  }

  /// The mechanism that recognises who asks.
  static func basicAuth(options: [String: OptionValue]) throws -> SealedModule {
    try sealed("basic-auth", in: "mechanisms", options: options)
  }

  /// The mechanism that decides on requests.
  static func accessControl(options: [String: OptionValue]) throws -> SealedModule {
    try sealed("access-control", in: "mechanisms", options: options)
  }

  /// The image of the paper's access control: `/admin` is for alice.
  static func protectedSite() throws -> [SealedModule] {
    let verifier =
      "$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$U+s+uIYy0tDcjaH7HGzV8UuOpHmJdG1sfdJmXQmsklw"
    return [
      try lwip(), try httpServer(),
      try accessControl(options: [
        "anonymous": .string("allow"), "resources": .map(["/admin": .list([.string("alice")])]),
      ]),
      try bearssl(),
      try basicAuth(options: [
        "realm": .string("acme"), "users": .map(["alice": .string(verifier)]),
      ]),
      try staticSite(files: [
        "index.html": "<h1>hello</h1>\n", "admin.html": "<h1>admin</h1>\n",
      ]),
    ]
  }

  private static func sealed(
    _ name: String, in catalog: String, options: [String: OptionValue],
    directories: [String: [String: [UInt8]]] = [:]
  ) throws -> SealedModule {
    let folder = Catalog.directory + "/\(catalog)/\(name)"
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(
        atPath: folder + "/" + path, isDirectory: &isFolder)
      if !isThere || isFolder.boolValue { continue }
      files[path] = FileManager.default.contents(atPath: folder + "/" + path).map(Array.init)
    }
    let manifest = try PolicyFile.module(
      try #require(files["module.yaml"]), file: "\(name)/module.yaml")
    return SealedModule(
      manifest: manifest, files: files, options: try named(options),
      directories: try named(directories))
  }

  private static func named<Value>(_ values: [String: Value]) throws -> [OptionName: Value] {
    Dictionary(
      uniqueKeysWithValues: try values.map { (try #require(OptionName($0.key)), $0.value) })
  }
}
