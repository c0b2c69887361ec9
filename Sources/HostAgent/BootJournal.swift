import Disk
import Glibc
import HostLink
import Synchronization
import Vocabulary

/// What is wanted of this host, on disk before anything is done about it.
final class BootJournal: Sendable {
  private let folder: String
  /// Files that were not whole and are put aside: their fleets' controllers say it all again.
  let damaged: [String]
  private let records: Mutex<[FleetName: FleetRecord]>

  /// Reads the journal in `folder`.
  init(folder: String) throws(HostAgentError) {
    self.folder = folder
    var records: [FleetName: FleetRecord] = [:]
    var damaged: [String] = []
    for name in Folder.names(in: folder) where name.hasSuffix(".json") {
      let path = folder + "/" + name
      if let record = try Self.read(path) {
        records[record.desired.fleet] = record
      } else {
        rename(path, path + ".damaged")
        damaged.append(path + ".damaged")
      }
    }
    self.damaged = damaged
    self.records = Mutex(records)
  }

  /// What every fleet wants, by the fleet's name.
  var fleets: [FleetRecord] {
    records.withLock { records in
      records.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// The images that are wanted, or may be come back to.
  var digests: Set<Digest> {
    Set(fleets.flatMap { $0.desired.instances + $0.good.values }.map(\.digest))
  }

  /// Keeps what a fleet wants from now on; returns when it is on disk.
  func want(_ desired: DesiredState) throws(HostAgentError) {
    try records.withLock { records throws(HostAgentError) in
      let names = Set(desired.instances.map(\.name))
      let good = (records[desired.fleet]?.good ?? [:]).filter { names.contains($0.key) }
      let record = FleetRecord(desired: desired, good: good)
      guard record != records[desired.fleet] else { return }
      try write(record)
      records[desired.fleet] = desired.instances.isEmpty ? nil : record
    }
  }

  /// Keeps what an instance serves with.
  func serves(_ instance: DesiredInstance, of fleet: FleetName) throws(HostAgentError) {
    try records.withLock { records throws(HostAgentError) in
      guard var record = records[fleet], record.good[instance.name] != instance,
        record.desired.instances.contains(where: { $0.name == instance.name })
      else { return }
      record.good[instance.name] = instance
      try write(record)
      records[fleet] = record
    }
  }

  private func write(_ record: FleetRecord) throws(HostAgentError) {
    let path = folder + "/" + record.desired.fleet.text + ".json"
    try onDisk { () throws(DiskError) in
      if record.desired.instances.isEmpty { return try DurableFile.remove(path) }
      try DurableFile.write(Checksummed.seal(record.json.canonical), to: path, mode: 0o600)
    }
  }

  /// Reads a record; `nil` for one that is not whole.
  private static func read(_ path: String) throws(HostAgentError) -> FleetRecord? {
    let bytes = try onDisk { () throws(DiskError) in
      try DurableFile.read(path, atMost: 2 * Limits.jsonBytesMax) ?? []
    }
    guard bytes.last == UInt8(ascii: "\n"), let text = Checksummed.open(bytes.dropLast()) else {
      return nil
    }
    return try? FleetRecord(WireReader(JSON.parse(Array(text.utf8))))
  }
}
