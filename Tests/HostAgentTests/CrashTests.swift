import Foundation
import HostAgent
import HostLink
import TestSupport
import Testing
import Vocabulary

/// The agent and those whose lives hang on it, when it is killed.
@Suite(
  .aside, .enabled(if: TinyGuest.isAvailable, "no monitor or no clang"), .timeLimit(.minutes(30)))
struct CrashTests {
  @Test func `an agent that is killed leaves no monitor, and the next one carries on`()
    async throws
  {
    let world = try AgentWorld()
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = world.folder as String] in
      let world = AgentWorld(folder: folder)
      try world.start()
      try world.apply([world.instance(.stays), world.instance(.ends, name: "other")])
      try world.await(.enforced)
      kill(getpid(), SIGKILL)
    }
    try world.awaitNoMonitors()
    try world.start()
    let enforced = try world.await(.enforced)
    #expect(enforced.instance == AgentWorld.name("tiny"))
    // Numbers of events are not used twice.
    #expect(enforced.number > 1000)
    world.stop()
    #expect(try world.monitors() == [])
  }

  @Test func `SIGTERM ends the program, its monitors and its socket`() async throws {
    let world = try AgentWorld()
    await #expect(processExitsWith: .success) { [folder = world.folder as String] in
      let world = AgentWorld(folder: folder)
      WorkerThread.start {
        let world = AgentWorld(folder: folder)
        try? AgentWorld.wait(until: "the agent") { (try? world.connect()) != nil }
        try? world.apply([world.instance(.stays)])
        _ = try? world.await(.enforced)
        kill(getpid(), SIGTERM)
      }
      try HostAgent.run(world.configuration())
    }
    #expect(try world.monitors() == [])
    #expect(!FileManager.default.fileExists(atPath: world.folder + "/agent.sock"))
  }

  @Test func `what outlived a killed agent is ended by the next, and nothing else is`()
    async throws
  {
    let world = try AgentWorld()
    let outputs = try Scratch()
    /// A process that does nothing, with arguments like a monitor's.
    func idler(_ argument: String, _ label: String) async throws -> Child {
      let child = try Child(
        "sh", ["-c", "echo up; while :; do sleep 1; done", "sh", argument],
        environment: ["PATH": "/usr/bin:/bin"], folder: "/", label: outputs.path + "/" + label)
      // While a process becomes another program, Linux shows no arguments of it.
      try await Patience.wait(until: "a process") { child.output == "up\n" }
      return child
    }
    let survivor = try await idler("--control=\(world.folder)/run/1", "survivor")
    let stranger = try await idler("--control=\(world.folder)-2/run/1", "stranger")
    try world.start()
    #expect(try await survivor.wait() == .signalled(SIGKILL))
    #expect(!stranger.hasEnded)
  }

  @Test func `two agents do not share a folder`() throws {
    let world = try AgentWorld()
    try world.start()
    let error = #expect(throws: HostAgentError.self) {
      try HostAgent.start(world.configuration())
    }
    #expect(error?.code == .busy)
  }

  @Test func `a journal that is torn is put aside, and what is wanted comes back`() throws {
    let world = try AgentWorld()
    try world.start()
    try world.apply([world.instance(.stays)])
    world.stop()
    let path = world.folder + "/journal/fleet.json"
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    try String(whole.dropLast(7)).write(toFile: path, atomically: false, encoding: .utf8)
    let client = try world.start()
    #expect(try client.status() == [])
    #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
    try world.apply([world.instance(.stays)])
    try world.await(.enforced)
    world.stop()
    try world.start()
    try world.await(.enforced, count: 2)
  }
}
