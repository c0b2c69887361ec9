import Vocabulary

/// A tree object as its bytes, and where in them each entry is.
///
/// A folder of notes has hundreds of entries, and an append changes one or two: the others are
/// copied as they are, without a value for each.
package struct TreeTable {
  /// Where an entry is; its id is behind the NUL that ends its name, and ends the entry.
  private struct Row {
    let start: Int
    let name: Range<Int>

    var end: Int { name.upperBound + 1 + idBytes }
  }

  private static let idBytes = 20

  /// The entries in git's order, one behind the other.
  private let bytes: [UInt8]
  private let rows: [Row]
  private var edits: [String: NewTreeEntry] = [:]

  /// Whether every name is safe, and there only once.
  package let isSound: Bool

  /// How many entries there are, without those that were put there.
  package var count: Int { rows.count }

  /// Makes the table of a tree without entries.
  package init() {
    (bytes, rows, isSound) = ([], [], true)
  }

  /// Reads a tree object, or returns `nil` if it ends inside an entry.
  ///
  /// Of names that are there twice the last one counts.
  init?(_ bytes: [UInt8]) {
    guard let rows = Self.rows(of: bytes) else { return nil }
    if Self.arePlain(rows, bytes) {
      (self.bytes, self.rows, isSound) = (bytes, rows, true)
      return
    }
    guard let entries = TreeEntry.parse(bytes) else { return nil }
    var known: [String: TreeEntry] = [:]
    for entry in entries { known[entry.name] = entry }
    let sorted = known.values.sorted(by: TreeFolder.precedes)
    let text = sorted.flatMap { NewTreeEntry($0).line(named: $0.name) }
    guard let rows = Self.rows(of: text) else { return nil }
    isSound = known.count == entries.count && entries.allSatisfy(\.isNameValid)
    (self.bytes, self.rows) = (text, rows)
  }

  private static func rows(of bytes: [UInt8]) -> [Row]? {
    var rows: [Row] = []
    rows.reserveCapacity(bytes.count / 40)
    var start = 0
    while start < bytes.count {
      guard let space = bytes[start...].firstIndex(of: UInt8(ascii: " ")),
        let end = bytes[space...].firstIndex(of: 0), end + idBytes < bytes.count
      else { return nil }
      let row = Row(start: start, name: space + 1..<end)
      rows.append(row)
      start = row.end
    }
    return rows
  }

  /// Whether all names are hex digits and in order: then none is there twice, and a folder's is
  /// where it is with a `/` behind it, which is before all digits.
  private static func arePlain(_ rows: [Row], _ bytes: [UInt8]) -> Bool {
    var last = 0..<0
    for row in rows {
      let name = bytes[row.name]
      guard !name.isEmpty, name.allSatisfy(Hex.isLowercaseDigit),
        bytes[last].lexicographicallyPrecedes(name)
      else { return false }
      last = row.name
    }
    return true
  }
}

// MARK: - Looking up and changing

extension TreeTable {
  /// What is under a name.
  package subscript(name: String) -> NewTreeEntry? { edits[name] ?? index(of: name).map(entry) }

  /// Puts an entry under a name, in place of what is there.
  package mutating func put(_ entry: NewTreeEntry, under name: String) { edits[name] = entry }

  private func entry(_ index: Int) -> NewTreeEntry {
    let row = rows[index]
    return NewTreeEntry(
      mode: String(decoding: bytes[row.start..<row.name.lowerBound - 1], as: UTF8.self),
      id: BlobID(bytes: bytes[row.name.upperBound + 1..<row.end]))
  }

  /// The entry of a name, be it a file or a folder.
  private func index(of name: String) -> Int? {
    for key in [Array(name.utf8), Array(name.utf8) + [UInt8(ascii: "/")]] {
      let index = place(of: key)
      if index < rows.count, bytes[rows[index].name].elementsEqual(name.utf8) { return index }
    }
    return nil
  }

  /// The first entry that is not before what git sorts by `key`.
  private func place(of key: [UInt8]) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if precedes(rows[middle], key) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func precedes(_ row: Row, _ key: [UInt8]) -> Bool {
    let name = bytes[row.name]
    if name.lexicographicallyPrecedes(key) {
      // A folder's name goes on with its `/`.
      return !key.starts(with: name) || !isFolder(row)
        || UInt8(ascii: "/") < key[name.count]
        || (UInt8(ascii: "/") == key[name.count] && name.count + 1 < key.count)
    }
    return false
  }

  private func isFolder(_ row: Row) -> Bool {
    bytes[row.start..<row.name.lowerBound - 1].elementsEqual(NewTreeEntry.folderMode.utf8)
  }
}

// MARK: - Writing

extension TreeTable {
  /// The tree object, with what was put into it.
  var object: [UInt8] {
    let added = edits.map { (name: $0.key, entry: $0.value, key: $0.value.sortKey($0.key)) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var dropped = added.compactMap { index(of: $0.name) }.sorted()[...]
    var object: [UInt8] = []
    object.reserveCapacity(bytes.count + added.count * 80)
    var done = 0
    func copy(upTo end: Int) {
      while done < end {
        let stop = min(dropped.first ?? end, end)
        if done < stop { object += bytes[rows[done].start..<rows[stop - 1].end] }
        done = stop
        if done < end, dropped.first == done {
          dropped.removeFirst()
          done += 1
        }
      }
    }
    for (name, entry, key) in added {
      copy(upTo: place(of: key))
      object += entry.line(named: name)
    }
    copy(upTo: rows.count)
    return object
  }
}
