import Foundation
import TestSupport
import Testing
import Vocabulary

/// Forwards, the control socket and the companion process, with a guest that answers on port 80.
@Suite(.serialized, .aside, .timeLimit(.minutes(10))) struct UserNetworkTests {
  private static let inherited: Int32 = 20

  private func start(
    _ forwards: [String], _ target: Target = .spt, control: String? = nil,
    listener: Int32? = nil
  ) throws -> MonitorRun {
    var arguments = ["--mem=8", "--net:service=user"]
    arguments += forwards.map { "--forward:service=\($0)" }
    if let control { arguments.append("--control=\(control)") }
    let monitor = try MonitorRun(
      arguments + [try GuestImage.path("answer", target)],
      inheriting: listener.map { [Self.inherited: $0] } ?? [:])
    try monitor.waitForOutput("ready")
    return monitor
  }

  private func command(_ path: String, _ words: String) throws -> String {
    let descriptor = try #require(Sockets.connect(path: path))
    defer { close(descriptor) }
    Sockets.write(words + "\n", to: descriptor)
    return Sockets.read(descriptor, line: true)
  }

  @Test(arguments: Machines.targets)
  func `forwards an inherited listener`(target: Target) throws {
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let monitor = try start(["@20:80"], target, listener: listener.descriptor)
    for _ in 0..<20 { #expect(Sockets.ask(listener.port) == "answer\n") }
    withExtendedLifetime(monitor) {}
  }

  @Test func `forwards an address that it listens on itself`() throws {
    let free = Sockets.listener()
    close(free.descriptor)
    let monitor = try start(["tcp:127.0.0.1:\(free.port):80"])
    #expect(Sockets.ask(free.port) == "answer\n")
    withExtendedLifetime(monitor) {}
  }

  @Test func `a port that the guest refuses is closed to the client`() throws {
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let monitor = try start(["@20:81"], listener: listener.descriptor)
    #expect(Sockets.ask(listener.port) == "")
    withExtendedLifetime(monitor) {}
  }

  @Test func `a held listener accepts when it is told to, and stops`() throws {
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let control = Scratch.path("control")
    let monitor = try start(["@20:80,held"], control: control, listener: listener.descriptor)
    let waiting = try #require(Sockets.connect(listener.port))
    Sockets.write("question\n", to: waiting)
    #expect(Sockets.isQuiet(waiting, milliseconds: 50))
    #expect(try command(control, "status").hasPrefix("ok accepting=0 connections=0 "))
    #expect(try command(control, "open") == "ok")
    #expect(Sockets.read(waiting) == "answer\n")
    close(waiting)
    #expect(Sockets.ask(listener.port) == "answer\n")

    let draining = try #require(Sockets.connect(listener.port))
    defer { close(draining) }
    try MonitorRun.wait {
      try command(control, "status").hasPrefix("ok accepting=1 connections=1 ")
    }
    #expect(try command(control, "close") == "ok")
    let late = try #require(Sockets.connect(listener.port))
    defer { close(late) }
    Sockets.write("question\n", to: late)
    #expect(Sockets.isQuiet(late, milliseconds: 50))
    Sockets.write("question\n", to: draining)
    #expect(Sockets.read(draining) == "answer\n")
    withExtendedLifetime(monitor) {}
  }

  @Test func `two monitors take turns at one listener without refusing anybody`() throws {
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let control = (Scratch.path("control"), Scratch.path("control"))
    let old = try start(["@20:80"], control: control.0, listener: listener.descriptor)
    for _ in 0..<5 { #expect(Sockets.ask(listener.port) == "answer\n") }
    let new = try start(["@20:80,held"], control: control.1, listener: listener.descriptor)
    #expect(try command(control.1, "open") == "ok")
    #expect(try command(control.0, "close") == "ok")
    for _ in 0..<5 { #expect(Sockets.ask(listener.port) == "answer\n") }
    old.send(SIGTERM)
    #expect(old.end() == .signaled(SIGTERM))
    for _ in 0..<5 { #expect(Sockets.ask(listener.port) == "answer\n") }
    withExtendedLifetime(new) {}
  }

  @Test func `the control socket is private and answers line by line`() throws {
    let path = Scratch.path("control")
    let monitor = try start([], control: path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let descriptor = try #require(Sockets.connect(path: path))
    defer { close(descriptor) }
    Sockets.write("bogus\nope", to: descriptor)
    #expect(Sockets.read(descriptor, line: true) == "error unknown command")
    Sockets.write("n\n" + String(repeating: "x", count: 1000) + "\nclose\n", to: descriptor)
    #expect(Sockets.read(descriptor, line: true) == "ok")
    #expect(Sockets.read(descriptor, line: true) == "error unknown command")
    #expect(Sockets.read(descriptor, line: true) == "ok")
    withExtendedLifetime(monitor) {}
  }

  @Test func `a control socket left by a killed monitor is no obstacle, one in use is`() throws {
    let path = Scratch.path("control")
    let first = try start([], control: path)
    let second = try MonitorRun([
      "--mem=8", "--net:service=user", "--control=\(path)", try GuestImage.path("answer", .spt),
    ])
    #expect(second.end() == .exited(1))
    #expect(second.errors.contains(path))
    let companion = try #require(first.companion)
    first.send(SIGKILL)
    #expect(first.end() == .signaled(SIGKILL))
    try MonitorRun.wait { MonitorRun.isGone(companion) }
    #expect(FileManager.default.fileExists(atPath: path))
    let third = try start([], control: path)
    #expect(try command(path, "status").hasPrefix("ok "))
    withExtendedLifetime(third) {}
  }

  @Test(arguments: Machines.targets)
  func `monitor and companion do not outlive each other`(target: Target) throws {
    let first = try start([], target)
    let companion = try #require(first.companion)
    kill(companion, SIGKILL)
    #expect(first.end() == .exited(1))
    let second = try start([], target)
    let other = try #require(second.companion)
    second.send(SIGKILL)
    #expect(second.end() == .signaled(SIGKILL))
    try MonitorRun.wait { MonitorRun.isGone(other) }
  }

  @Test func `the companion is sealed and holds only its sockets`() throws {
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let monitor = try start(["@20:80"], listener: listener.descriptor)
    #expect(Sockets.ask(listener.port) == "answer\n")
    let companion = try #require(monitor.companion)
    let status = Scratch.text("/proc/\(companion)/status")
    #expect(status.contains("NoNewPrivs:\t1") && status.contains("Seccomp:\t2"))
    let folder = "/proc/\(companion)/fd"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != "2" {
      // A connection that is over by now is no matter.
      let link = "\(folder)/\(name)"
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
        continue
      }
      #expect(target == "/dev/null" || target.hasPrefix("socket:"), "\(target)")
    }
  }
}
