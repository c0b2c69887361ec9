import Foundation
import HostLink
import Keys
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import HostAgent

@Suite(.timeLimit(.minutes(5))) struct AttemptWorkTests {
  /// A monitor's control socket that answers what the test says, one line after the other, and then
  /// ends.
  private final class Script: Sendable {
    private let asked = Mutex<[String]>([])

    /// What was asked so far.
    var commands: [String] { asked.withLock { $0 } }

    init(_ answers: [String], at path: String) throws {
      let listener = try UnixSocket.listen(at: path)
      WorkerThread.start {
        for answer in answers {
          let client = accept(listener, nil, nil)
          var command = [UInt8](repeating: 0, count: 100)
          let count = recv(client, &command, command.count, 0)
          let line = String(decoding: command.prefix(max(0, count)), as: UTF8.self)
          self.asked.withLock { $0.append(line.trimmingCharacters(in: .newlines)) }
          send(client, answer + "\n", answer.utf8.count + 1, Int32(MSG_NOSIGNAL))
          close(client)
        }
        close(listener)
      }
    }
  }

  private func drained(_ answers: [String]) throws -> (isDrained: Bool, commands: [String]) {
    let folder = try Scratch()
    let path = folder.path + "/control"
    let script = try Script(answers, at: path)
    let desired = DesiredInstance(
      name: AgentWorld.name("tiny"), image: AgentWorld.name("tiny"), digest: .sha256([]),
      target: .spt, memoryMiB: 4, ports: [PortForward(guest: 80, host: 8080)], probes: [],
      revision: AgentWorld.revision(1), notAfter: nil)
    let work = AttemptWork(
      desired: desired, process: nil, control: ControlSocket(path: path), port: 8080, bridge: nil,
      isServing: true, hasHandover: true, servesTLS: false, signal: AttemptSignal(),
      tuning: HostAgentTuning(), secretsDirectory: nil)
    let news = work.closeAndDrain()
    if case .drained = news { return (true, script.commands) }
    return (false, script.commands)
  }

  @Test func `one that leaves is drained when it accepts nothing and has no connection`() throws {
    let (isDrained, commands) = try drained([
      "ok", "ok accepting=0 connections=2", "ok accepting=0 connections=0",
    ])
    #expect(isDrained)
    #expect(commands == ["replace", "status", "status"])
  }

  /// On a busy machine an order to accept may be carried out after the one to accept no more.
  @Test func `one that accepts after all is told again`() throws {
    let (isDrained, commands) = try drained([
      "ok", "ok accepting=1 connections=0", "ok", "ok accepting=0 connections=0",
    ])
    #expect(isDrained)
    #expect(commands == ["replace", "status", "replace", "status"])
  }

  @Test func `one that does not answer at first is asked again`() throws {
    let (isDrained, commands) = try drained(["error busy", "ok", "ok accepting=0 connections=0"])
    #expect(isDrained)
    #expect(commands == ["replace", "replace", "status"])
  }
}
