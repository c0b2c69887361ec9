import GitStore
import Vocabulary

/// The fan-out of a notes tree: `ab/cdef…`, as deep as each prefix happens to be.
///
/// git spreads notes lazily, so one tree has several depths; the same object may even stand at
/// two places, which git concatenates and others do not: that is refused.
enum NotesTree {
  /// Digits of an id.
  private static let digits = 40
  /// As many notes as a folder takes before it gets folders of its own: what is written anew for
  /// each note that comes is the folders on its path.
  private static let crowd = 64

  /// One note.
  struct Note: Hashable {
    let commit: CommitID
    let blob: BlobID
  }

  /// The commit that a note at a path of the tree is about, or `nil` if it is no place for one:
  /// folders have two digits each.
  static func commit(at path: String) -> CommitID? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.dropLast().allSatisfy({ $0.utf8.count == 2 }) else { return nil }
    return CommitID(hex: parts.joined())
  }

  /// Finds the notes of some commits, reading each tree once.
  static func notes(
    of commits: Set<CommitID>, in root: TreeID?, _ repository: borrowing Repository
  ) throws(GitError) -> [CommitID: BlobID] {
    var found: [CommitID: BlobID] = [:]
    guard let root else { return found }
    var stack = [(tree: root, depth: 0, commits: commits)]
    while let (tree, depth, commits) = stack.popLast() {
      let entries = try repository.table(of: tree)
      var deeper: [String: Set<CommitID>] = [:]
      for commit in commits {
        let rest = commit.hex.dropFirst(depth)
        if let blob = entries[String(rest)]?.file, found.updateValue(blob, forKey: commit) != nil {
          throw GitError(
            .malformedObject, .readTree, root.hex, "commit \(commit.short) has two notes")
        }
        deeper[String(rest.prefix(2)), default: []].insert(commit)
      }
      for (head, commits) in deeper where depth + 2 < digits {
        if let folder = entries[head]?.folder { stack.append((folder, depth + 2, commits)) }
      }
    }
    return found
  }

  /// Reads every note, and the paths of what is none.
  static func notes(
    in root: TreeID, _ repository: borrowing Repository
  ) throws(GitError) -> (notes: [Note], foreign: [String]) {
    var notes: [Note] = []
    var foreign: [String] = []
    var stack = [(prefix: "", tree: root)]
    while let (prefix, tree) = stack.popLast() {
      for entry in try repository.entries(of: tree).reversed() {
        let name = prefix + entry.name
        let new = NewTreeEntry(entry)
        if let folder = new.folder, entry.name.utf8.count == 2, name.utf8.count < digits,
          entry.name.utf8.allSatisfy(Hex.isLowercaseDigit)
        {
          stack.append((name, folder))
        } else if let blob = new.file, let commit = CommitID(hex: name) {
          notes.append(Note(commit: commit, blob: blob))
        } else {
          foreign.append(name)
        }
      }
    }
    return (notes, foreign)
  }

  /// Writes notes into a tree and returns the new tree.
  ///
  /// Replaces the notes that are there already and keeps everything else as it is. New notes get
  /// one level of fan-out, one more where a folder is crowded, or what their prefix has.
  static func writing(
    _ notes: [(rest: Substring, blob: BlobID)], into tree: TreeID?, _ batch: inout ObjectBatch
  ) throws(GitError) -> TreeID {
    var entries = TreeTable()
    if let tree {
      entries = try batch.repository.table(of: tree)
      guard entries.isSound else {
        throw GitError(.malformedObject, .readTree, tree.hex, "it has a bad or double name")
      }
    }
    var deeper: [String: [(rest: Substring, blob: BlobID)]] = [:]
    let isSpread = entries.count >= crowd || notes.first?.rest.utf8.count == digits
    for (rest, blob) in notes {
      let (name, head) = (String(rest), String(rest.prefix(2)))
      let hasFolder = isSpread || entries[head]?.folder != nil
      if entries[name]?.file == nil, hasFolder, rest.utf8.count > 2 {
        deeper[head, default: []].append((rest.dropFirst(2), blob))
      } else {
        entries.put(.file(blob), under: name)
      }
    }
    for (head, notes) in deeper {
      let folder = try writing(notes, into: entries[head]?.folder, &batch)
      entries.put(.folder(folder), under: head)
    }
    return try batch.write(tree: entries)
  }
}
