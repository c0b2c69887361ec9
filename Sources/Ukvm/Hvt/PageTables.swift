import Solo5

/// The page tables and segment descriptors that an hvt guest starts with: identity-mapped, the
/// boot info read-only, and nothing executable but what the image says is.
package struct PageTables: Equatable, Sendable {
  /// Where the segment descriptors lie.
  package static let gdtAddress: UInt64 = 0x1000
  /// Where the tables start, as CR3 has it.
  package static let rootAddress: UInt64 = 0x2000
  /// Null, code and data descriptor.
  package static let gdt: [UInt64] = [0, 0x00af_9900_0000_ffff, 0x00cf_9300_0000_ffff]

  private static let directoryPointersAddress: UInt64 = 0x3000
  private static let directoriesAddress: UInt64 = 0x4000
  private static let directoryCount = 4
  private static let firstTableAddress: UInt64 = 0x8000
  private static let tablesEnd: UInt64 = 0x1_0000
  private static let entriesPerTable = 512
  private static let pageSize: UInt64 = 0x1000
  private static let hugePageSize: UInt64 = 0x20_0000

  private static let present: UInt64 = 1
  private static let writable: UInt64 = 2
  private static let huge: UInt64 = 0x80
  private static let noExecute: UInt64 = 1 << 63

  /// Each table's entries by its address.
  package private(set) var tables: [UInt64: [UInt64]] = [:]
  private var nextTable = Self.firstTableAddress
  private let executable: [Range<UInt64>]

  /// Maps `memoryBytes` (a multiple of 2 MiB, at most 4 GiB).
  package init(memoryBytes: UInt64, executable: [Range<UInt64>]) {
    precondition(memoryBytes % Self.hugePageSize == 0 && memoryBytes <= 4 << 30)
    self.executable = executable
    let link = Self.present | Self.writable
    set(Self.rootAddress, 0, Self.directoryPointersAddress | link)
    for index in 0..<Self.directoryCount {
      let directory = Self.directoriesAddress + UInt64(index) * Self.pageSize
      set(Self.directoryPointersAddress, index, directory | link)
    }
    for index in 0..<Int(memoryBytes / Self.hugePageSize) { mapRegion(index) }
  }

  /// Maps 2 MiB: by one entry where that says it all, else by a table of its own.
  private mutating func mapRegion(_ index: Int) {
    let start = UInt64(index) * Self.hugePageSize
    let region = start..<start + Self.hugePageSize
    let directory =
      Self.directoriesAddress + UInt64(index / Self.entriesPerTable) * Self.pageSize
    let slot = index % Self.entriesPerTable
    let link = Self.present | Self.writable
    let parts = executable.map { $0.clamped(to: region) }.filter { !$0.isEmpty }
    let isMixed = index == 0 || (!parts.isEmpty && parts != [region])
    guard isMixed, nextTable < Self.tablesEnd else {
      // Out of tables, a mixed region is executable as a whole.
      let protection = parts.isEmpty ? Self.noExecute : 0
      set(directory, slot, start | link | Self.huge | protection)
      return
    }
    let table = nextTable
    nextTable += Self.pageSize
    set(directory, slot, table | link)
    for page in 0..<Self.entriesPerTable {
      set(table, page, entry(for: start + UInt64(page) * Self.pageSize))
    }
  }

  private func entry(for page: UInt64) -> UInt64 {
    if page < GuestMemory.lowestMapped { return 0 }
    if page < LoadPlan.lowestAddress { return page | Self.present | Self.noExecute }
    let isExecutable = executable.contains { $0.contains(page) }
    return page | Self.present | Self.writable | (isExecutable ? 0 : Self.noExecute)
  }

  private mutating func set(_ table: UInt64, _ index: Int, _ entry: UInt64) {
    tables[table, default: [UInt64](repeating: 0, count: Self.entriesPerTable)][index] = entry
  }
}
