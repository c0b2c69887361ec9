import Disk
import Vocabulary

/// The file of a statement journal: whole records, whatever ended the program or the machine.
struct StatementFile: Sendable {
  /// What it holds.
  struct Contents {
    var sequence = 0
    var last: Digest?
    var isGiven = false
    var lines: [String] = []

    /// Takes a record; returns whether it may stand there: a file begins with its base.
    fileprivate mutating func take(_ record: StatementRecord, isFirst: Bool) -> Bool {
      switch record {
      case .base(let sequence, let last):
        guard isFirst else { return false }
        (self.sequence, self.last) = (sequence, last)
        return true
      case .given: isGiven = true
      case .line(let text): lines.append(text)
      }
      return !isFirst
    }
  }

  private let path: String
  /// Whether the disk has lost something of it.
  let isDamaged: Bool
  /// Bytes of the whole records; what is behind them is cut off by the next write.
  private(set) var byteCount = 0

  /// Reads the file at `path` into `contents`, as far as it is whole.
  ///
  /// The torn end that a killed writer leaves is dropped. If whole records are behind something that
  /// is not, the disk has lost something: a copy of all is put aside.
  init(
    _ path: String, atMost limit: Int, into contents: inout Contents
  ) throws(HostAgentError) {
    self.path = path
    let bytes = try onDisk { () throws(DiskError) in
      try DurableFile.read(path, atMost: limit) ?? []
    }
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")),
      let record = StatementRecord(rest[..<end]),
      contents.take(record, isFirst: rest.startIndex == 0)
    {
      rest = rest[(end + 1)...]
    }
    byteCount = rest.startIndex
    let behind = rest.drop { $0 != UInt8(ascii: "\n") }
    isDamaged = behind.split(separator: UInt8(ascii: "\n")).contains {
      StatementRecord($0) != nil
    }
    guard isDamaged else { return }
    try onDisk { () throws(DiskError) in
      try DurableFile.write(bytes, to: path + ".damaged", mode: 0o600)
    }
  }

  /// Adds records, which a killed program does not take away; a power failure may.
  mutating func append(_ records: [UInt8]) throws(DiskError) {
    try AppendedFile.write(records, to: path, at: byteCount)
    byteCount += records.count
  }

  /// Puts records in place of all that there are, safe from a power failure, too.
  mutating func replace(with records: [UInt8]) throws(DiskError) {
    try DurableFile.write(records, to: path, mode: 0o600)
    byteCount = records.count
  }

  /// Waits until all is safe from a power failure.
  func synchronize() throws(DiskError) { try AppendedFile.synchronize(path) }
}
