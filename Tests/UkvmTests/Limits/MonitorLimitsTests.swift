import Foundation
import TestSupport
import Testing
import Vocabulary

/// What the note of an image allows, held against what a command line asks for.
@Suite(.serialized, .aside, .timeLimit(.minutes(10))) struct MonitorLimitsTests {
  private static let note = #"{"image":"web","limits":{"memoryMiB":8,"ports":[80]}}"#

  private func refusal(_ options: [String], _ image: String) throws -> String {
    let monitor = try MonitorRun(options + [image])
    #expect(monitor.end() == .exited(1))
    #expect(monitor.output == "")
    return monitor.errors
  }

  private func instant(in milliseconds: Int64) -> Instant {
    Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000) + milliseconds)
  }

  @Test(arguments: Machines.targets)
  func `a guest has no more memory than its image may have`(target: Target) throws {
    let image = try GuestImage.sealed("memory", target, saying: Self.note)
    #expect(try refusal(["--mem=10"], image).contains("--mem=10 asks for more"))
    // Without the option it gets just that: one byte more is out of reach.
    let whole = try MonitorRun([image])
    #expect(whole.end() == .exited(0), "\(whole.errors)")
    #expect(whole.output == "alive\n")
    let less = try MonitorRun(["--mem=4", image])
    #expect(less.end() == .exited(0), "\(less.errors)")
  }

  @Test func `a guest is told the memory that its image may have`() throws {
    let image = try GuestImage.sealed("devices", .spt, saying: Self.note)
    let disk = try MonitorTests.disk(bytes: 512)
    let monitor = try MonitorRun(["--net:service=user", "--block:disk=\(disk)", image])
    #expect(monitor.end() == .exited(0), "\(monitor.errors)")
    #expect(monitor.output.hasPrefix("memory 8388608\n"))
  }

  @Test func `only the ports that policy opens are forwarded`() throws {
    let image = try GuestImage.sealed("answer", .spt, saying: Self.note)
    let listener = Sockets.listener()
    defer { close(listener.descriptor) }
    let other = ["--net:service=user", "--forward:service=tcp:127.0.0.1:9:81"]
    #expect(try refusal(other, image).contains("policy opens only port 80 of the image, not 81"))
    let monitor = try MonitorRun(
      ["--net:service=user", "--forward:service=@20:80", image],
      inheriting: [20: listener.descriptor])
    #expect(Sockets.ask(listener.port) == "answer\n")
    withExtendedLifetime(monitor) {}
    let shut = try GuestImage.sealed("answer", .spt, saying: #"{"limits":{"ports":[]}}"#)
    #expect(try refusal(other, shut).contains("policy opens no port of the image, not 81"))
  }

  @Test func `a device of secrets is not attached to be written`() throws {
    let image = try GuestImage.sealed("block", .spt, saying: #"{"secrets":{"disk":["key"]}}"#)
    let disk = try MonitorTests.disk(bytes: 8192)
    #expect(try refusal(["--mem=8", "--block:disk=\(disk)"], image).contains("--block-readonly"))
    let reader = try MonitorRun(["--mem=8", "--block-readonly:disk=\(disk)", "--", image, "r"])
    #expect(reader.end() == .exited(0), "\(reader.errors)")
  }

  @Test func `a note that cannot be understood keeps the image from running`() throws {
    let image = try GuestImage.sealed("hello", .spt, saying: #"{"limits":{"memoryMiB":"8"}}"#)
    #expect(try refusal(["--mem=8"], image).contains("memoryMiB is not as it must be"))
  }

  @Test func `an image whose time is over does not begin`() throws {
    let over = #"{"notAfter":"2020-01-01T00:00:00Z"}"#
    let words = "the right to run this image ended at 2020-01-01T00:00:00Z"
    let image = try GuestImage.sealed("hello", .spt, saying: over)
    #expect(try refusal([], image).contains(words))
    // The command line shortens, and never prolongs.
    #expect(try refusal(["--not-after=2100-01-01T00:00:00Z"], image).contains(words))
    let plain = try GuestImage.path("hello", .spt)
    #expect(try refusal(["--not-after=2020-01-01T00:00:00Z"], plain).contains(words))
  }

  @Test(arguments: Machines.targets, [true, false])
  func `the kernel ends a guest whose time is over, whoever is alive`(
    target: Target, byNote: Bool
  ) throws {
    // Compiled beforehand: the end may be over by then.
    let plain = try GuestImage.path("answer", target)
    let end = instant(in: 10_000)
    let image =
      byNote ? try GuestImage.sealed("answer", target, saying: #"{"notAfter":"\#(end)"}"#) : plain
    let options = ["--mem=8", "--net:service=user"] + (byNote ? [] : ["--not-after=\(end)"])
    let monitor = try MonitorRun(options + [image])
    try monitor.waitForOutput("ready")
    let companion = try #require(monitor.companion)
    // Nothing of Merlon can end it now but what the monitor asked of the kernel.
    kill(companion, SIGSTOP)
    #expect(monitor.end() == (target == .spt ? .signaled(SIGALRM) : .exited(128 + SIGALRM)))
    #expect(instant(in: 0) >= end)
    if target == .hvt { #expect(monitor.errors.contains("the guest's time is over")) }
    kill(companion, SIGCONT)
    try MonitorRun.wait { MonitorRun.isGone(companion) }
  }

  @Test func `a guest has all of the time that it has`() throws {
    let image = try GuestImage.path("hello", .spt)
    for end in ["2100-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"] {
      let monitor = try MonitorRun(["--mem=8", "--not-after=\(end)", image])
      #expect(monitor.end() == .exited(7), "\(monitor.errors)")
    }
  }
}
