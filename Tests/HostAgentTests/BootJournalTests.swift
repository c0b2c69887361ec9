import Foundation
import HostLink
import TestSupport
import Testing
import Vocabulary

@testable import HostAgent

/// What is wanted of a host, whatever happened to the file that it is in.
@Suite struct BootJournalTests {
  @Test func `torn at every byte it is whole or put aside, and takes the next wish`() throws {
    let folder = try AgentWorld.temporaryFolder(inMemory: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let instance = DesiredInstance(
      name: "web", image: "web", digest: Digest(bytes: Array(repeating: 1, count: 32)),
      target: .spt, memoryMiB: 4, ports: [], probes: [], revision: AgentWorld.revision(1))
    let wish = DesiredState(fleet: "fleet", instances: [instance])
    try BootJournal(folder: folder).want(wish)
    let path = folder + "/fleet.json"
    let bytes = try Data(contentsOf: URL(filePath: path))
    for length in 0...bytes.count {
      try bytes.prefix(length).write(to: URL(filePath: path))
      let journal = try BootJournal(folder: folder)
      let isWhole = length == bytes.count
      #expect(journal.fleets.map(\.desired) == (isWhole ? [wish] : []), "\(length)")
      #expect(journal.damaged == (isWhole ? [] : [path + ".damaged"]), "\(length)")
      try journal.want(wish)
      #expect(try BootJournal(folder: folder).fleets.map(\.desired) == [wish], "\(length)")
    }
    var flipped = bytes
    flipped[flipped.count / 2] ^= 1
    try flipped.write(to: URL(filePath: path))
    #expect(try BootJournal(folder: folder).fleets.isEmpty)
  }
}
