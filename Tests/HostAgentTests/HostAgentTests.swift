import Foundation
import HostAgent
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

/// The agent with the real monitor and the smallest guests.
@Suite(
  .enabled(if: TinyGuest.isAvailable, "no monitor or no clang"), .timeLimit(.minutes(30)),
  .serialized, .aside)
struct HostAgentTests {
  @Test func `boots what is wanted and says so`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.stays)])
    let enforced = try world.await(.enforced)
    #expect(enforced.revision == AgentWorld.revision(1))
    let row = try #require(try client.status().first)
    #expect(row.state == .serving && row.pid != nil && row.bootMilliseconds != nil)
    #expect(world.events.map(\.what) == [.booting, .booted, .probed, .enforced])
    world.stop()
    #expect(try world.monitors() == [])
    #expect(!FileManager.default.fileExists(atPath: world.folder + "/agent.sock"))
  }

  @Test func `keeps the console of an instance`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    let log = try String(contentsOfFile: world.folder + "/logs/fleet.tiny.log", encoding: .utf8)
    #expect(log.contains("the tiny guest is up"))
  }

  @Test func `a commit that changes nothing here is enforced by what serves`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    let pid = try client.status().first?.pid
    try world.apply([world.instance(.stays, revision: 2)])
    try world.await(.enforced) { $0.revision == AgentWorld.revision(2) }
    #expect(try client.status().map(\.pid) == [pid])
    #expect(try client.status().map(\.revision) == [AgentWorld.revision(2)])
  }

  @Test func `an image that ends at once is tried again, ever later, and reported`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.ends)])
    try world.await(.restarting) { $0.detail.contains("400 ms") }
    let failed = try world.await(.failed)
    #expect(failed.detail.contains("the tiny guest is up"))
    #expect(failed.detail.contains("exit status 3"))
    #expect(try client.status().allSatisfy { $0.state != .serving })
  }

  /// A monitor that gets little of the processor: its socket answers seconds before its guest runs.
  @Test func `a guest counts as up from when it runs, not from when its monitor answers`() throws {
    let world = try AgentWorld()
    world.tuning.silentMilliseconds = 2000
    let monitor = world.folder + "/late"
    let script = """
      #!/usr/bin/python3
      import os, socket, sys, time
      path = next(word[10:] for word in sys.argv if word.startswith("--control="))
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(path)
      listener.listen()
      listener.settimeout(0.1)
      end = time.monotonic() + 3
      while time.monotonic() < end:
          try:
              client = listener.accept()[0]
          except TimeoutError:
              continue
          with client:
              client.recv(100)
              client.sendall(b"ok accepting=0 connections=0\\n")
      os.unlink(path)
      os.execv("\(TinyGuest.monitor ?? "")", sys.argv)
      """
    // By another process: what this one has open to write, one that it starts just then has, too, and
    // Linux runs no program that somebody may be writing.
    let write = ["sh", "-c", "cat > \"$1\" && chmod 700 \"$1\"", "sh", monitor]
    try #require(Tool.run(write, input: Data(script.utf8)).isSuccess)
    try world.start(monitor: monitor)
    try world.apply([world.instance(.ends)])
    let failed = try world.await(.failed)
    #expect(failed.detail.contains("exit status 3"), "\(failed)")
    #expect(!world.events.contains { $0.what == .booted }, "\(world.events)")
  }

  @Test func `an image that fails leaves the old one serving`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    try world.apply([world.instance(.ends, revision: 2)])
    let kept = try world.await(.rolledBack)
    #expect(kept.revision == AgentWorld.revision(1))
    #expect(try client.status().map(\.state).contains(.serving))
    #expect(try client.status().map(\.state).contains(.failed))
    // And after the agent was started anew, it is what the instance comes back with.
    world.stop()
    try world.start()
    try world.await(.enforced, count: 2) { $0.revision == AgentWorld.revision(1) }
  }

  @Test func `an instance that ends unasked is started again`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.falters)])
    try world.await(.enforced, count: 2)
    #expect(try world.await(.exited).detail.contains("exit status 4"))
  }

  @Test func `rolls from one image to the next`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    try world.apply([world.instance(.remains, revision: 2)])
    try world.await(.enforced) { $0.revision == AgentWorld.revision(2) }
    try world.await(.stopped) { $0.revision == AgentWorld.revision(1) }
    try world.awaitStatus { $0.map(\.digest) == [Digest.sha256(TinyGuest.image(.remains))] }
  }

  @Test func `what is not wanted any more ends`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.stays, name: "one"), world.instance(.stays, name: "two")])
    try world.await(.enforced, count: 2)
    try world.apply([world.instance(.stays, name: "two")])
    try world.await(.stopped) { $0.instance == AgentWorld.name("one") }
    try world.awaitStatus { $0.map(\.name.text) == ["two"] }
    // Another fleet's wish changes nothing here.
    try world.apply([], fleet: "other")
    #expect(try client.status().map(\.name.text) == ["two"])
    try world.apply([])
    try world.awaitStatus { $0.isEmpty }
    try world.awaitNoMonitors()
  }

  @Test func `an instance ends when its right to run does, and does not begin after`() throws {
    let world = try AgentWorld()
    try world.start()
    let soon = Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000) + 700)
    try world.apply([world.instance(.stays, notAfter: soon)])
    try world.await(.expired)
    try world.awaitStatus { $0.map(\.state) == [.stopped] }
    try world.awaitNoMonitors()
    world.stop()
    try world.start()
    try world.awaitStatus { $0.map(\.state) == [.stopped] }
    #expect(try world.monitors() == [])
    // A renewed right lets it run again.
    try world.apply([world.instance(.stays, revision: 2)])
    try world.await(.enforced) { $0.revision == AgentWorld.revision(2) }
  }

  @Test func `boots again what the journal wants`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.stays)])
    let before = try world.await(.enforced)
    world.stop()
    try world.start()
    let after = try world.await(.enforced) { $0.number > before.number }
    #expect(after.revision == before.revision)
  }

  @Test func `a monitor that is killed is started again`() throws {
    let world = try AgentWorld()
    let client = try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    let pid = try #require(try client.status().first?.pid)
    #expect(kill(pid_t(pid), SIGKILL) == 0)
    #expect(try world.await(.exited).detail.contains("signal 9"))
    try world.await(.enforced, count: 2)
    #expect(try client.status().first?.pid != pid)
  }

  @Test func `an image changed on disk is not run`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    world.stop()
    let path = world.folder + "/images/" + Digest.sha256(TinyGuest.image(.stays)).hex
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    try world.start()
    // A later attempt finds no image at all.
    try world.await(.failed) { $0.detail.contains("altered") }
    // The controller sends it again, and all is well.
    try world.apply([world.instance(.stays, revision: 2)])
    try world.await(.enforced) { $0.revision == AgentWorld.revision(2) }
  }
}
