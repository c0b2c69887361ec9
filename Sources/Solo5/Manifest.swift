/// The devices that an image declares.
///
/// The index of an entry is the device's handle.
package struct Manifest: Equatable, Sendable {
  /// The most entries, the reserved first one included.
  package static let entriesMax = 64
  /// Bytes of an entry.
  package static let entrySize = 104
  private static let headerSize = 8
  private static let reservedFirst: UInt32 = 0x4000_0000

  static let layout = NoteLayout(
    name: "manifest", type: 0x3154_464d, alignment: 8, descriptionMax: 6668)

  /// All entries, the reserved first one included.
  package var entries: [ManifestEntry]

  /// Reads and checks the payload of a manifest note.
  package init(payload: [UInt8]) throws(ImageError) {
    func refuse(_ problem: String) -> ImageError { .note(name: "manifest", problem: problem) }
    guard let version = payload.integer(UInt32.self, at: 0),
      let count = payload.integer(UInt32.self, at: 4)
    else { throw refuse("shorter than its header") }
    guard version == 1 else { throw refuse("version \(version), not 1") }
    guard (1...UInt32(Self.entriesMax)).contains(count) else {
      throw refuse("declares \(count) entries, not 1 to \(Self.entriesMax)")
    }
    guard payload.count == Self.headerSize + Int(count) * Self.entrySize else {
      throw refuse("its size does not fit its \(count) entries")
    }
    entries = []
    for index in 0..<Int(count) {
      let start = Self.headerSize + index * Self.entrySize
      guard let entry = ManifestEntry(Array(payload[start..<start + Self.entrySize])) else {
        throw refuse("entry \(index) is malformed")
      }
      entries.append(entry)
    }
    guard entries[0].type == Self.reservedFirst, entries[0].name.isEmpty else {
      throw refuse("its first entry is not the reserved one")
    }
  }

  /// Finds the handle of the first device with this name and kind.
  package func handle(of name: String, kind: ManifestEntry.Kind) -> Int? {
    entries.firstIndex { $0.name == name && $0.kind == kind }
  }

  /// Puts `backing` behind the device with this handle.
  package mutating func attach(_ backing: ManifestEntry.Backing, to handle: Int) {
    entries[handle].backing = backing
  }

  /// The first device that must be attached and is not.
  package var missing: ManifestEntry? {
    entries.first { $0.type < Self.reservedFirst && !$0.isAttached }
  }

  /// The bytes as the guest sees them.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(1))
    bytes.append(littleEndian: UInt32(entries.count))
    for entry in entries { bytes += entry.encoded }
    return bytes
  }
}
