import Foundation
import TestSupport
import Testing
import Vocabulary

/// What is left of the host for a guest's process and the one beside it.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct ConfinementTests {
  private func field(_ name: String, of pid: pid_t) -> String? {
    let line = Scratch.text("/proc/\(pid)/status").split(separator: "\n")
      .first { $0.hasPrefix(name + ":") }
    return line?.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
  }

  private func namespace(_ kind: String, of pid: pid_t) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/\(kind)")
  }

  private func limit(_ name: String, of pid: pid_t) throws -> [Substring] {
    let line = Scratch.text("/proc/\(pid)/limits").split(separator: "\n")
      .first { $0.hasPrefix(name + " ") }
    return try #require(line).dropFirst(name.count).split(separator: " ")
  }

  /// A guest that serves, with a tap's stand-in and a disk, and the process beside it.
  private func serving(_ target: Target) throws -> (monitor: MonitorRun, processes: [pid_t]) {
    let image = try GuestImage.path("answer", target)
    let monitor = try MonitorRun(["--mem=8", "--net:service=user", image])
    try monitor.waitForOutput("ready")
    let companion = try #require(monitor.companion)
    try MonitorRun.wait { field("Seccomp", of: companion) == "2" }
    return (monitor, [monitor.pid, companion])
  }

  @Test(arguments: Machines.targets) func `has no rights`(target: Target) throws {
    let (monitor, processes) = try serving(target)
    for pid in processes {
      for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
        #expect(field(set, of: pid) == "0000000000000000", "\(set)")
      }
      #expect(field("NoNewPrivs", of: pid) == "1" && field("Seccomp", of: pid) == "2")
      guard geteuid() == 0 else { continue }
      #expect(field("Uid", of: pid) == "65534\t65534\t65534\t65534")
      #expect(field("Gid", of: pid) == "65534\t65534\t65534\t65534")
      #expect(field("Groups", of: pid) == "")
    }
    withExtendedLifetime(monitor) {}
  }

  @Test(.enabled(if: Machines.confines), arguments: Machines.targets)
  func `sees no network, file, process or name of the host's`(target: Target) throws {
    let (monitor, processes) = try serving(target)
    for pid in processes {
      for kind in ["user", "mnt", "net", "ipc", "uts"] {
        let (its, ours) = (try namespace(kind, of: pid), try namespace(kind, of: getpid()))
        #expect(its != ours, "\(kind)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/root/") == [])
      #expect(Scratch.text("/proc/\(pid)/net/dev").split(separator: "\n").count == 3, "only lo")
    }
    let (its, ours) = (
      try namespace("pid", of: processes[1]), try namespace("pid", of: getpid())
    )
    #expect(its != ours)
    #expect(monitor.errors == "")
  }

  @Test(arguments: Machines.targets) func `has no more than it needs`(target: Target) throws {
    let (monitor, processes) = try serving(target)
    for pid in processes {
      #expect(try limit("Max core file size", of: pid).prefix(2) == ["0", "0"])
      #expect(try limit("Max locked memory", of: pid).prefix(2) == ["0", "0"])
      // KVM gives the process of a machine a thread.
      guard target == .spt || pid != monitor.pid else { continue }
      #expect(try limit("Max processes", of: pid).prefix(2) == ["0", "0"])
    }
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(monitor.pid)/fd")
      .compactMap { Int($0) }
    let end = try #require(Int(try limit("Max open files", of: monitor.pid)[0]))
    #expect(end <= (open.max() ?? 0) + 1)
  }

  @Test func `goes with its monitor however that ends`() throws {
    let (monitor, processes) = try serving(.spt)
    monitor.send(SIGKILL)
    #expect(monitor.end() == .signaled(SIGKILL))
    try MonitorRun.wait { MonitorRun.isGone(processes[1]) }
    let (other, its) = try serving(.spt)
    kill(its[1], SIGKILL)
    #expect(other.end() == .exited(1))
  }

  @Test(arguments: Machines.targets)
  func `goes with its monitor, too, when they share no socket`(target: Target) throws {
    let image = try GuestImage.path("clock", target)
    let control = Scratch.path("control")
    let monitor = try MonitorRun(["--mem=8", "--control=\(control)", image, "stay"])
    try MonitorRun.wait { monitor.companion.map { field("Seccomp", of: $0) == "2" } ?? false }
    let companion = try #require(monitor.companion)
    monitor.send(SIGKILL)
    #expect(monitor.end() == .signaled(SIGKILL))
    try MonitorRun.wait { MonitorRun.isGone(companion) }
  }

  @Test func `ends with a parent that asked for it, although it became somebody else`() throws {
    let image = try GuestImage.path("answer", .spt)
    let shell = "setpriv --pdeathsig KILL -- \"$0\" --mem=8 --net:service=user \(image) & wait"
    let parent = try MonitorRun([], through: ["bash", "-c", shell])
    try parent.waitForOutput("ready")
    let monitor = try #require(parent.companion)
    parent.send(SIGKILL)
    #expect(parent.end() == .signaled(SIGKILL))
    try MonitorRun.wait { MonitorRun.isGone(monitor) }
  }

  @Test func `gets at no file, port or process, if the kernel has Landlock`() throws {
    let program = try GuestImage.harness("landlock_main", with: ["confine.c"])
    let ending = try Tool.run([program, Scratch.path("kept")]).ending
    if ending == .exited(77) {
      print("ConfinementTests: skipped Landlock: this kernel has none")
    } else {
      #expect(ending == .exited(0), "the line of \(program).c that went wrong")
    }
  }
}
