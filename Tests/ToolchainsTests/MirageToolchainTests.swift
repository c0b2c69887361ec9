import Foundation
import Policy
import Solo5
import TestSupport
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// How MirageOS is driven.
///
/// The tool itself is in no registry of this project's: a script stands in
/// for it that takes and leaves what `mirage` 4.11 does (arguments, Makefile, dist/).
@Suite(.timeLimit(.minutes(10))) struct MirageToolchainTests {
  private static let script = #"""
    #!/bin/sh
    set -eu
    case $1 in
      --version) echo 4.11.0; exit ;;
      configure) [ -e config.ml ] || { echo "mirage: no config.ml" >&2; exit 1; } ;;
      *) exit 124 ;;
    esac
    printf '%s\n' "$@" > arguments
    mkdir -p dist
    # What it was given stands behind the image, where nothing is loaded from.
    printf 'build:\n\tcat image arguments merlon_policy.ml > dist/site.%s\n' "$3" > Makefile

    """#

  /// An opam switch with the script as its `mirage`.
  private let opam: Scratch

  init() throws {
    opam = try Scratch()
    try opam.write(Self.script, to: "bin/mirage")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: opam.path + "/bin/mirage")
  }

  /// A machine with that.
  private func workshop() async throws -> Workshop {
    var environment = ProcessInfo.processInfo.environment
    environment["MERLON_MIRAGE"] = opam.path + "/bin/mirage"
    return try await Workshop(environment: environment)
  }

  private func module(
    keys: [OptionName] = ["color"], files: [String: [UInt8]]? = nil
  ) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.devices = [BuildRecipe.Device(name: "service", kind: .net)]
    recipe.mirage = BuildRecipe.Mirage(keys: keys)
    return try TestModule.sealed(
      "site", recipe: recipe,
      declared: ["color": Option(type: .string), "paths": Option(type: .strings)],
      files: files ?? ["config.ml": Array("(* *)".utf8), "image": TestImage().file],
      options: ["color": .string("red; rm -rf /"), "paths": .list([.string("/")])])
  }

  @Test func `a unikernel is configured, made and sealed`() async throws {
    let workshop = try await workshop()
    let request = try Workshop.request([try module()])
    let result = try await workshop.toolchains.prepare(request).build(jobs: 1)
    #expect(try ELFImage(bytes: result.bytes).hasNote(of: ELFImage.sealOwner))
    #expect(result.key == (try workshop.toolchains.prepare(request).key))
    #expect(try workshop.toolchains.prepare(request).identity.versions["mirage"] == "4.11.0\n")
    #expect(try workshop.leftovers.isEmpty)
  }

  @Test func `options are configure keys where the module says so, and all are policy`()
    async throws
  {
    let workshop = try await workshop()
    let keyed = try Workshop.request([try module()])
    let image = try await workshop.toolchains.prepare(keyed).build(jobs: 1)
    #expect(image.bytes.holds("configure\n-t\nspt\n--color=red; rm -rf /\n"))
    #expect(image.bytes.holds("let option_paths = [\"/\"]\n"))
    let unkeyed = try Workshop.request([try module(keys: [])])
    let other = try await workshop.toolchains.prepare(unkeyed).build(jobs: 1)
    #expect(!other.bytes.holds("--color"))
    #expect(other.bytes.holds("let option_color = \"red; rm -rf /\"\n"))
    #expect(other.key != image.key)
  }

  @Test func `what cannot be built says why`() async throws {
    let workshop = try await workshop()
    let refused: [(module: SealedModule, words: String)] = [
      (try module(files: [:]), "mirage: no config.ml"),
      (try module(keys: ["paths"]), "option paths is no configure key of mirage"),
      (try module(keys: ["size"]), "option size is a configure key of mirage, but no option"),
      (try module(files: ["config.ml": [], "image": [1]]), "the magic number is"),
      (try module(files: ["config.ml": []]), "make -j1 build does not compile"),
    ]
    for (module, words) in refused {
      do {
        _ = try await workshop.toolchains.prepare(try Workshop.request([module])).build(jobs: 1)
        Issue.record("not refused: \(words)")
      } catch let error {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }

  @Test func `without mirage the message says what to install`() async throws {
    let bare = try await Workshop()
    let request = try Workshop.request([try module()])
    guard MirageToolchainTests.isAbsent else { return }
    #expect(throws: ToolchainError.mirageMissing("site")) {
      try bare.toolchains.prepare(request).key
    }
  }

  private static let isAbsent: Bool = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return !path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/mirage")
    }
  }()
}
