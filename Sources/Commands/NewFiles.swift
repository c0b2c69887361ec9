import Foundation
import Vocabulary

/// Files that a command writes for somebody to go on with; none of theirs is overwritten.
struct NewFiles {
  /// Text by path.
  let files: [(path: String, text: String)]

  /// Writes all of them below a folder, which messages call `name`; those that begin with `#!` can
  /// be run.
  ///
  /// - Throws: `Failure` when one is there already, before anything is written.
  func write(below root: URL, named name: String) throws {
    let taken = files.map(\.path).filter {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path)
    }
    guard taken.isEmpty else {
      throw Failure.cannotRun("\(name) has \(Spelling.list(taken)) already; take another folder")
    }
    for (path, text) in files { try write(text, to: root.appending(path: path)) }
  }

  private func write(_ text: String, to place: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place, options: .withoutOverwriting)
      if text.hasPrefix("#!") {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
      }
    } catch {
      throw Failure.cannotRun("cannot write \(place.path): \(error.localizedDescription)")
    }
  }
}
