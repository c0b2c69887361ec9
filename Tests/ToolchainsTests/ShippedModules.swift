import Catalog
import Foundation
import Policy
import Toolchains
import Unikernel
import Vocabulary

/// The modules that Merlon ships, with manifests written here by hand: these tests are about
/// building, not about reading YAML.
enum ShippedModules {
  /// lwIP.
  static func lwip(options: [String: OptionValue] = [:]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = ["network.c"]
    recipe.headers = ["include"]
    recipe.devices = [BuildRecipe.Device(name: "service", kind: .net)]
    recipe.hasStart = true
    recipe.run = "lwip_run"
    let core = [
      "def", "inet_chksum", "init", "ip", "ipv4/etharp", "ipv4/icmp", "ipv4/ip4",
      "ipv4/ip4_addr", "mem", "memp", "netif", "pbuf", "tcp", "tcp_in", "tcp_out", "timeouts",
    ]
    recipe.external = [
      BuildRecipe.ExternalSources(
        package: "lwip", include: ["src/include"],
        sources: core.map { "src/core/\($0).c" } + ["src/netif/ethernet.c"])
    ]
    return try sealed(
      "lwip", in: "applications", recipe: recipe,
      declared: [
        "address": Option(type: .string, defaultValue: .string("10.0.2.15/24")),
        "gateway": Option(type: .string, defaultValue: .string("10.0.2.2")),
      ], options: options)
  }

  /// The HTTP server.
  static func httpServer(options: [String: OptionValue] = [:]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = [
      "server.c", "stream_tcp.c", "exchange.c", "parse.c", "target.c", "text.c", "body.c",
      "respond.c",
    ]
    recipe.headers = ["include"]
    recipe.hasStart = true
    for hook in ["http.request", "http.handle", "http.response"] {
      recipe.declares[hook] = BuildRecipe.HookDeclaration(
        arguments: "struct http_request *request", pass: "request", header: "http-server.h")
    }
    return try sealed(
      "http-server", in: "applications", requires: ["lwip"], recipe: recipe,
      declared: [
        "port": Option(type: .integer, defaultValue: .integer(80)),
        "connections": Option(type: .integer, defaultValue: .integer(512)),
        "idle-timeout": Option(type: .integer, defaultValue: .integer(30)),
        "request-timeout": Option(type: .integer, defaultValue: .integer(10)),
        "send-timeout": Option(type: .integer, defaultValue: .integer(30)),
      ], options: options)
  }

  /// The site of files that are sealed in.
  static func staticSite(files: [String: String]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = ["site.c", "select.c", "types.c"]
    recipe.hasStart = true
    recipe.fills = [
      BuildRecipe.HookFilling(hook: "http.handle", function: "static_site_http_handle", order: 1000)
    ]
    return try sealed(
      "static-site", in: "applications", requires: ["http-server"], recipe: recipe,
      declared: ["root": Option(type: .directory)], options: ["root": .string("site")],
      directories: ["root": files.mapValues { Array($0.utf8) }])
  }

  /// The part of BearSSL that hashes.
  static func bearssl() throws -> SealedModule {
    var recipe = BuildRecipe()
    let sources = [
      "codec/ccopy", "codec/dec32be", "codec/enc32be", "hash/sha2small", "mac/hmac",
      "rand/hmac_drbg",
    ]
    recipe.external = [
      BuildRecipe.ExternalSources(
        package: "bearssl", include: ["inc", "src"], sources: sources.map { "src/\($0).c" })
    ]
    return try sealed("bearssl", in: "applications", recipe: recipe, declared: [:], options: [:])
  }

  /// The mechanism that recognises who asks.
  static func basicAuth(options: [String: OptionValue]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = ["basic-auth.swift", "verify.c"]
    recipe.headers = ["include"]
    recipe.fills = ["request", "response"].map {
      BuildRecipe.HookFilling(hook: "http.\($0)", function: "basic_auth_http_\($0)", order: 100)
    }
    return try sealed(
      "basic-auth", in: "mechanisms", requires: ["bearssl", "http-server"], recipe: recipe,
      declared: [
        "realm": Option(type: .string, defaultValue: .string("restricted")),
        "users": Option(type: .stringMap, defaultValue: .map([:])),
      ], options: options)
  }

  /// The mechanism that decides on requests.
  static func accessControl(options: [String: OptionValue]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = ["access-control.swift", "resources.c"]
    recipe.headers = ["include"]
    recipe.fills = [
      BuildRecipe.HookFilling(
        hook: "http.request", function: "access_control_http_request", order: 200)
    ]
    return try sealed(
      "access-control", in: "mechanisms", requires: ["http-server"], recipe: recipe,
      declared: [
        "anonymous": Option(type: .string, defaultValue: .string("deny")),
        "resources": Option(type: .stringsMap, defaultValue: .map([:])),
      ], options: options)
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
    _ name: String, in catalog: String, requires: [String] = [], recipe: BuildRecipe,
    declared: [String: Option], options: [String: OptionValue],
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
    return try TestModule.sealed(
      name, requires: requires, recipe: recipe, declared: declared, files: files,
      options: options, directories: directories)
  }
}
