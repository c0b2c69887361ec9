import Foundation
import TestSupport
import Testing
import Vocabulary

/// What any guest of ABI 2 may rely on, whoever made it: one tiny guest for each property.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct ConformanceTests {
  /// Runs a guest, laid out as ours are or as other toolchains do it.
  private func run(
    _ guest: String, _ target: Target, _ layout: String = "link", _ argument: String = ""
  ) throws -> (status: MonitorRun.Status, output: String, errors: String) {
    let image = try GuestImage.path(guest, target, layout: layout)
    let monitor = try MonitorRun(["--mem=8", "--", image, argument])
    return (monitor.end(), monitor.output, monitor.errors)
  }

  @Test(arguments: Machines.targets, ["link", "layout"])
  func `data of every kind is in its place, thread-local data where the guest puts it`(
    target: Target, layout: String
  ) throws {
    let run = try run("globals", target, layout)
    #expect(run.status == .exited(0), "\(run.errors)")
  }

  @Test(arguments: Machines.targets, ["link", "layout"])
  func `there is no thread-local data but what the guest makes`(
    target: Target, layout: String
  ) throws {
    let run = try run("notls", target, layout)
    #expect(run.status == (target == .spt ? .signaled(SIGSEGV) : .exited(1)))
    #expect(run.output == "")
  }

  @Test(arguments: Machines.targets, [(0, 0), (1, 1), (2, 2), (254, 254), (255, 255), (263, 7)])
  func `the status of a guest is that of its monitor`(
    target: Target, status: (told: Int, seen: Int32)
  ) throws {
    let run = try run("exit", target, "link", "\(status.told)")
    #expect(run.status == .exited(status.seen))
    #expect(run.output == "" && run.errors == "")
  }

  @Test(arguments: [("d", SIGFPE), ("u", SIGILL), ("p", SIGSEGV)])
  func `a fault ends an spt guest by the signal that says which`(
    fault: String, signal: Int32
  ) throws {
    let run = try run("fault", .spt, "link", fault)
    #expect(run.status == .signaled(signal))
    #expect(run.output == "")
  }

  @Test(.enabled(if: Machines.hasKVM), arguments: [("d", 0), ("u", 6), ("p", 14)])
  func `an hvt guest can handle its faults`(fault: String, number: Int) throws {
    let run = try run("fault", .hvt, "link", fault)
    #expect(run.status == .exited(255), "\(run.errors)")
    #expect(run.output == "fault \(number)\n")
  }

  /// A KVM that runs guests in its instruction emulator says that it cannot; a wrong number is wrong
  /// everywhere.
  @Test(arguments: Machines.targets)
  func `a guest's own numbers are in the units for them`(target: Target) throws {
    let run = try run("float", target)
    let isEmulated = target == .hvt && run.errors.contains("paravirtual KVM")
    #expect(run.status == .exited(isEmulated ? 1 : 0), "\(run.errors)")
  }

  @Test(arguments: Machines.targets)
  func `a guest begins in the state that it may rely on`(target: Target) throws {
    let run = try run("entry", target)
    #expect(run.status == .exited(0), "\(run.errors)")
  }

  @Test(arguments: [
    (Target.spt, "--mem=9", 9), (.hvt, "--mem=9", 8), (.hvt, "--mem=1", 2), (.spt, "", 512),
    (.hvt, "", 512),
  ])
  func `a guest has the memory that it is given, on hvt in steps of 2 MiB`(
    target: Target, option: String, mebibytes: Int
  ) throws {
    guard Machines.targets.contains(target) else { return }
    let disk = try MonitorTests.disk(bytes: 512)
    let monitor = try MonitorRun(
      (option.isEmpty ? [] : [option]) + [
        "--net:service=user", "--block:disk=\(disk)", try GuestImage.path("devices", target),
      ])
    #expect(monitor.end() == .exited(0), "\(monitor.errors)")
    #expect(monitor.output.hasPrefix("memory \(mebibytes << 20)\n"))
    let isAdjusted = target == .hvt && !option.isEmpty
    #expect(monitor.errors.contains("adjusting memory to \(mebibytes) MiB") == isAdjusted)
  }

  @Test func `a network that nobody names has an address of its own each time`() throws {
    let disk = try MonitorTests.disk(bytes: 512)
    var seen: Set<String> = []
    for _ in 0..<2 {
      let monitor = try MonitorRun([
        "--mem=8", "--net:service=user", "--block:disk=\(disk)",
        try GuestImage.path("devices", .spt),
      ])
      #expect(monitor.end() == .exited(0), "\(monitor.errors)")
      let mac = try #require(monitor.output.split(separator: "\n").first { $0.contains(" mac ") })
      let first = try #require(mac.split(separator: " ").dropLast(5).last.flatMap { Int($0) })
      // One station's, and given here.
      #expect(first & 3 == 2, "\(mac)")
      seen.insert(String(mac))
    }
    #expect(seen.count == 2)
  }

  /// A guest of the one kind may ask for any piece of its disk, one of the other for blocks only, from
  /// wherever they begin.
  @Test(arguments: Machines.targets)
  func `blocks need not begin where blocks begin`(target: Target) throws {
    let disk = "--block:disk=\(try MonitorTests.disk(bytes: 8192))"
    let image = try GuestImage.path("block", target)
    #expect(try MonitorRun(["--mem=8", disk, "--", image, "d"]).end() == .exited(0))
    #expect(
      try MonitorRun(["--mem=8", disk, "--", image, "p"]).end()
        == (target == .spt ? .signaled(SIGSYS) : .exited(0)))
  }

  @Test(arguments: Machines.targets)
  func `a disk that cannot be read any more is an error of the guest's or of its monitor`(
    target: Target
  ) throws {
    let disk = try MonitorTests.disk(bytes: 8192)
    let monitor = try MonitorRun([
      "--mem=8", "--block:disk=\(disk)", "--", try GuestImage.path("block", target), "w",
    ])
    try monitor.waitForOutput("ready")
    #expect(truncate(disk, 512) == 0)
    #expect(monitor.end() == .exited(target == .spt ? 20 : 1))
    #expect(monitor.errors.contains("cannot transfer blocks") == (target == .hvt))
  }
}
