import Disk
import Foundation
import GitStore
import Planning
import Vocabulary

/// Mends in the work tree what is mechanical, until nothing more is.
struct WorkTreeFix {
  /// Each round may show what the one before hid.
  private static let roundsMax = 10

  private let root: String

  init(_ repository: RepositoryOptions.Opened) throws {
    do throws(GitError) {
      guard let root = try Repository(openingAt: repository.path).workTree else {
        throw GitError(.other, .open, repository.path, "it is bare: there is no file to mend")
      }
      self.root = root
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// Checks and mends, and tells each change.
  func run(_ lookup: inout RevisionLookup, tell: (String) -> Void) async throws {
    for _ in 0..<Self.roundsMax {
      let found: [Diagnostic]
      do {
        found = try await lookup.plan(.workTree).plan.warnings
      } catch let rejection as Rejection {
        found = rejection.diagnostics
      }
      let files = Dictionary(grouping: found.filter { $0.fix != nil }, by: \.location.file)
      var isMended = false
      for (file, diagnostics) in files.sorted(by: { $0.key < $1.key }) {
        let mended = try mend(file, diagnostics)
        isMended = isMended || !mended.isEmpty
        for diagnostic in mended { tell(Self.line(for: diagnostic)) }
      }
      guard isMended else { return }
    }
  }

  private static func line(for diagnostic: Diagnostic) -> String {
    let place = Printable.text(diagnostic.location.description)
    let old = diagnostic.fix.map { Printable.value(.string($0.old)) } ?? ""
    let new = diagnostic.fix.map { Printable.value(.string($0.new)) } ?? ""
    return "\(place): fixed: \(old) -> \(new)"
  }

  /// Mends one file, and returns what was mended in it.
  func mend(_ file: String, _ diagnostics: [Diagnostic]) throws -> [Diagnostic] {
    guard let path = plainFile(file) else { return [] }
    do throws(DiskError) {
      let permissions = try OpenFile(path).permissions
      let original = try DurableFile.read(path, atMost: Limits.documentBytesMax) ?? []
      let fixed = FixedText(original, diagnostics)
      if !fixed.mended.isEmpty {
        try DurableFile.write(fixed.bytes, to: path, mode: permissions)
      }
      return fixed.mended
    } catch {
      throw Failure.cannotRun(
        "cannot mend \(file), which \(error.reason); make it writable, or mend it by hand")
    }
  }

  /// The path of a plain file of the work tree; `nil` if a link leads to it, or out of the tree.
  private func plainFile(_ file: String) -> String? {
    guard let relative = RelativePath.checked(file), relative == file else { return nil }
    var path = root
    let parts = relative.split(separator: "/")
    for (index, part) in parts.enumerated() {
      path += "/" + part
      // Does not follow a link at the end of the path.
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let expected: FileAttributeType =
        index == parts.count - 1 ? .typeRegular : .typeDirectory
      guard attributes?[.type] as? FileAttributeType == expected else { return nil }
    }
    return path
  }
}
