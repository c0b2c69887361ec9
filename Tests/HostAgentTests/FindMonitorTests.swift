import Foundation
import HostAgent
import Testing

@Suite struct FindMonitorTests {
  /// A folder with an executable `merlon-ukvm` in it.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try AgentWorld.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let isMade = FileManager.default.createFile(
      atPath: folder + "/merlon-ukvm", contents: nil, attributes: [.posixPermissions: 0o755])
    try #require(isMade)
    try body(folder)
  }

  @Test func `beside the executable, before the path`() throws {
    try withFolder { folder in
      try withFolder { other in
        let found = HostAgent.findMonitor(
          environment: ["PATH": "/nonexistent:\(other)"], executable: folder + "/merlon")
        #expect(found == folder + "/merlon-ukvm")
      }
    }
  }

  @Test func `in the path`() throws {
    try withFolder { folder in
      let found = HostAgent.findMonitor(
        environment: ["PATH": "/nonexistent:\(folder)"], executable: "merlon")
      #expect(found == folder + "/merlon-ukvm")
    }
  }

  @Test func `where the variable says, and nowhere else`() throws {
    try withFolder { folder in
      let path = folder + "/merlon-ukvm"
      #expect(HostAgent.findMonitor(environment: ["MERLON_UKVM": path], executable: "x") == path)
      let none = HostAgent.findMonitor(
        environment: ["MERLON_UKVM": "/nonexistent", "PATH": folder],
        executable: folder + "/merlon")
      #expect(none == nil)
    }
  }
}
