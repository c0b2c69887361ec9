import Foundation
import Solo5
import TestSupport
import Testing
import Vocabulary

/// The whole monitor with tiny guests, one property each.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct MonitorTests {
  private func run(
    _ guest: String, _ target: Target, _ options: [String] = [], _ arguments: [String] = []
  ) throws -> (status: MonitorRun.Status, output: String, errors: String) {
    let image = try GuestImage.path(guest, target)
    let monitor = try MonitorRun(["--mem=8"] + options + ["--", image] + arguments)
    return (monitor.end(), monitor.output, monitor.errors)
  }

  @Test(arguments: Machines.targets)
  func `hands over the command line and the status`(target: Target) throws {
    let run = try run("hello", target, [], ["a", "--b=c d"])
    #expect(run.status == .exited(7))
    #expect(run.output == "hello [a --b=c d]\n")
    #expect(run.errors == "")
  }

  @Test(arguments: Machines.targets)
  func `runs an image to which a note was added as it ran before`(target: Target) throws {
    let image = try ELFImage(
      bytes: [UInt8](try Data(contentsOf: URL(filePath: try GuestImage.path("hello", target)))))
    let note = Array("\u{7}\0\0\0\u{4}\0\0\0\u{1}\0\0\0Merlon\0\0null".utf8)
    let sealed = Scratch.path("sealed.\(target.rawValue)")
    try Data(try image.adding(note: note)).write(to: URL(filePath: sealed))
    let monitor = try MonitorRun(["--mem=8", "--", sealed, "a"])
    #expect(monitor.end() == .exited(7))
    #expect(monitor.output == "hello [a]\n")
    #expect(monitor.errors == "")
  }

  @Test(arguments: Machines.targets)
  func `describes the devices that it attached`(target: Target) throws {
    let disk = try Self.disk(bytes: 1 << 20)
    let run = try run(
      "devices", target,
      [
        "--net:service=user", "--net-mac:service=02:0:0:0:0:2a", "--block:disk=\(disk)",
        "--block-sector-size:disk=4096",
      ])
    #expect(run.status == .exited(0), "\(run.errors)")
    #expect(
      run.output == """
        memory 8388608
        kernel-end-in-range 1
        service attached 1 mtu 1500 mac 2 0 0 0 0 42
        disk attached 1 capacity 1048576 block 4096

        """)
  }

  @Test(arguments: ["t", "x", "s", "n", "z"])
  func `an spt guest that breaks memory's rules dies by a signal`(rule: String) throws {
    let run = try run("memory", .spt, [], [rule])
    #expect(run.status == .signaled(SIGSEGV))
    #expect(run.output == "")
  }

  @Test(.enabled(if: Machines.hasKVM), arguments: ["t", "x", "s", "n", "z"])
  func `an hvt guest that breaks memory's rules ends its monitor`(rule: String) throws {
    let run = try run("memory", .hvt, [], [rule])
    #expect(run.status == .exited(1))
    #expect(run.output == "")
    #expect(run.errors.contains("guest"))
  }

  @Test(arguments: Machines.targets)
  func `all memory is there, zero and writable`(target: Target) throws {
    #expect(try run("memory", target).status == .exited(0))
  }

  @Test(arguments: Machines.targets)
  func `time goes on and waits end`(target: Target) throws {
    #expect(try run("clock", target).status == .exited(0))
  }

  @Test(arguments: Machines.targets)
  func `blocks come back as they were written`(target: Target) throws {
    let disk = try Self.disk(bytes: 8192)
    #expect(try run("block", target, ["--block:disk=\(disk)"]).status == .exited(0))
    let bytes = try Data(contentsOf: URL(filePath: disk))
    #expect(bytes[0] == 0 && bytes[8192 - 512] == UInt8(ascii: "a"))
  }

  @Test func `blocks past the end are out of reach`() throws {
    let disk = ["--block:disk=\(try Self.disk(bytes: 8192))"]
    #expect(try run("block", .spt, disk, ["o"]).status == .signaled(SIGSYS))
    #expect(try run("block", .spt, disk, ["s"]).status == .signaled(SIGSYS))
    guard Machines.hasKVM else { return }
    #expect(try run("block", .hvt, disk, ["o"]).status == .exited(2), "EINVAL")
  }

  @Test(arguments: Machines.targets)
  func `what is attached to be read can be read and not written`(target: Target) throws {
    let disk = try Self.disk(bytes: 8192)
    try Data(repeating: UInt8(ascii: "m"), count: 8192).write(to: URL(filePath: disk))
    chmod(disk, 0o400)
    let option = ["--block-readonly:disk=\(disk)"]
    #expect(try run("block", target, option, ["r"]).status == .exited(Int32(UInt8(ascii: "m"))))
    #expect(
      try run("block", target, option).status == (target == .spt ? .signaled(SIGSYS) : .exited(10)))
    #expect(try Data(contentsOf: URL(filePath: disk)).allSatisfy { $0 == UInt8(ascii: "m") })
  }

  @Test(arguments: Machines.targets)
  func `a disk can be inherited, even one that could be written`(target: Target) throws {
    let disk = try Self.disk(bytes: 8192)
    let descriptor = open(disk, O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    let image = try GuestImage.path("block", target)
    let monitor = try MonitorRun(
      ["--mem=8", "--block-readonly:disk=@9", "--", image], inheriting: [9: descriptor])
    #expect(monitor.end() == (target == .spt ? .signaled(SIGSYS) : .exited(10)))
    #expect(try Data(contentsOf: URL(filePath: disk)).allSatisfy { $0 == 0 })
    let reader = try MonitorRun(
      ["--mem=8", "--block-readonly:disk=@9", "--", image, "r"], inheriting: [9: descriptor])
    #expect(reader.end() == .exited(0))
  }

  /// read(0), write(2), open, mmap, socket, clone, execve, kill, ptrace, arch_prctl, seccomp,
  /// clock_gettime of another clock, the x32 form of write.
  @Test(arguments: [
    "0 0", "1 2", "2", "9", "41", "56", "59", "62", "101", "158", "317", "228 4", "1073741825 1",
  ])
  func `an spt guest that makes another system call dies`(call: String) throws {
    let run = try run("syscall", .spt, [], call.split(separator: " ").map(String.init))
    #expect(run.status == .signaled(SIGSYS))
    #expect(run.output == "")
  }

  @Test(
    .enabled(if: Machines.hasKVM),
    arguments: [
      ("e", "Invalid guest access"), ("l", "Invalid guest access"), ("b", "Invalid guest access"),
      ("y", "Invalid guest access"),
      ("r", "Invalid guest hypercall"), ("u", "Invalid guest hypercall"),
      ("d", "Invalid guest hypercall"), ("p", "Invalid guest port access"),
      ("i", "Invalid guest port access"), ("w", "Invalid guest port access"), ("h", "halted"),
      ("f", "triple fault"),
    ])
  func `an hvt guest that misuses the interface ends its monitor`(
    misuse: String, words: String
  ) throws {
    let run = try run("hypercall", .hvt, [], [misuse])
    #expect(run.status == .exited(1))
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.output == "")
  }

  @Test(arguments: Machines.targets)
  func `ends on SIGTERM`(target: Target) throws {
    let image = try GuestImage.path("answer", target)
    let monitor = try MonitorRun(["--mem=8", "--net:service=user", image])
    try monitor.waitForOutput("ready")
    let companion = try #require(monitor.companion)
    monitor.send(SIGTERM)
    #expect(monitor.end() == (target == .spt ? .signaled(SIGTERM) : .exited(1)))
    if target == .hvt { #expect(monitor.errors.contains("Exiting on signal 15")) }
    try MonitorRun.wait { MonitorRun.isGone(companion) }
  }

  @Test func `nothing of the monitor is in an spt guest's address space`() throws {
    let image = try GuestImage.path("answer", .spt)
    let monitor = try MonitorRun(["--mem=8", "--net:service=user", image])
    try monitor.waitForOutput("ready")
    for line in Scratch.text("/proc/\(monitor.pid)/maps").split(separator: "\n") {
      let end = try #require(
        UInt64(line.split(separator: " ")[0].split(separator: "-")[1], radix: 16))
      #expect(end <= 8 << 20 || line.hasSuffix("[vsyscall]"), "\(line)")
      let access = line.split(separator: " ")[1]
      #expect(!(access.contains("w") && access.contains("x")), "\(line)")
    }
    let status = Scratch.text("/proc/\(monitor.pid)/status")
    #expect(status.contains("NoNewPrivs:\t1") && status.contains("Seccomp:\t2"))
  }

  static func disk(bytes: Int) throws -> String {
    let path = Scratch.path("disk")
    try Data(count: bytes).write(to: URL(filePath: path))
    return path
  }
}
