import Disk
import Foundation
import Keys
import Vocabulary

/// What the programs of a toolchain say their versions are.
enum ToolVersions {
  /// Asks all programs at once.
  ///
  /// The answers are kept until a program's file changes, because asking takes as long as compiling
  /// a small module.
  static func ask(
    _ tools: ToolPaths, cache: String
  ) async throws(ToolchainError) -> [String: String] {
    let place = cache + "/versions-" + stamp(of: tools).hex
    if let data = FileManager.default.contents(atPath: place),
      let known = kept([UInt8](data))
    {
      return known
    }
    var versions: [String: String] = [:]
    for (name, program) in tools.byName.sorted(by: { $0.key < $1.key }) {
      let outcome = try await CompilerProcess(
        program: program, arguments: ["--version"], folder: cache, source: name
      ).run()
      guard outcome.isSuccess, !outcome.output.isEmpty else {
        throw .toolUnusable(program, "it does not say its version")
      }
      // The folder of the installation is no part of the version.
      versions[name] = outcome.output.split(separator: "\n")
        .filter { !$0.hasPrefix("InstalledDir:") }.joined(separator: "\n")
    }
    keep(versions, at: place)
    return versions
  }

  /// Names the programs as they are on this disk.
  private static func stamp(of tools: ToolPaths) -> Digest {
    let files = tools.byName.values.sorted().map { path -> String in
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
      let size = attributes?[.size].map { "\($0)" } ?? ""
      let inode = attributes?[.systemFileNumber].map { "\($0)" } ?? ""
      let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      return "\(target) \(size) \(inode) \(date)"
    }
    return Digest.sha256(files.joined(separator: "\n"))
  }

  private static func kept(_ entry: [UInt8]) -> [String: String]? {
    let text = String(decoding: entry.dropFirst(64), as: UTF8.self)
    guard Digest.sha256(text).hex.utf8.elementsEqual(entry.prefix(64)),
      let members = try? JSON.parse(text).object
    else { return nil }
    return members.compactMapValues(\.string)
  }

  private static func keep(_ versions: [String: String], at place: String) {
    let text = JSON.object(versions.mapValues(JSON.string)).canonical
    try? DurableFile.writeUnforced(Array((Digest.sha256(text).hex + text).utf8), to: place)
  }
}
