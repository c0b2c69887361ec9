import Catalog
import Foundation
import Policy
import TestSupport
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// `static-site` with files that are sealed as in an image, built for this machine.
enum SealedSite {
  /// The files, by path.
  static let files: [String: String] = [
    "index.html": "<h1>home</h1>", "docs/index.html": "docs", "about.html": "about",
    "a.txt": "0123456789", "A.TXT": "shout", "a b.txt": "space", "é.txt": "accent",
    "empty.bin": "", "a d/index.html": "", "both.html": "both", "both/index.html": "not this",
    "x.css": "", "x.js": "", "x.wasm": "", "x.woff2": "", "x.svg": "", "x.webmanifest": "",
    "x.unknown": "", "html": "", "c.txt": "plain", "c.txt.gz": "gzipped", "c.txt.br": "brotli",
  ]

  /// Compiles the module's sources and what the toolchain generates for them.
  static func harness() throws -> HTTPHarness {
    let scratch = try Scratch()
    let module = sealed()
    try scratch.write(try OptionsHeader.text(for: module), to: "site/options.h")
    let assembly = try #require(SealedFiles.text(for: module, in: "site"))
    try scratch.write(assembly, to: "site/files.S")
    for (option, files) in module.directories {
      for (index, path) in SealedFiles.paths(of: files).enumerated() {
        let place = "site/" + SealedFiles.path(of: option, index: index)
        try scratch.write("", to: place)
        try Data(files[path] ?? []).write(to: URL(filePath: scratch.path + "/" + place))
      }
    }
    let folder = Catalog.directory + "/applications/static-site"
    return try HTTPHarness(
      ["site.c", "select.c", "types.c"].map { "\(folder)/\($0)" }
        + ["\(scratch.path)/site/files.S", "site/site_handle.c", "http/table_main.c"],
      in: scratch, headers: [folder, scratch.path + "/site"])
  }

  private static func sealed() -> SealedModule {
    let root: OptionName = "root"
    let module = Module(
      name: "static-site", options: [root: Option(type: .directory)],
      location: SourceLocation(file: "static-site/module.yaml"))
    return SealedModule(
      manifest: ModuleManifest(
        module: module, role: .application, doc: "", recipe: BuildRecipe()),
      files: [:], options: [root: .string("site")],
      directories: [root: files.mapValues { Array($0.utf8) }])
  }
}
