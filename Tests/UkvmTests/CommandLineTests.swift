import Foundation
import TestSupport
import Testing
import Vocabulary

/// What the monitor says when it does not start a guest.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct CommandLineTests {
  private func refusal(_ arguments: [String]) throws -> String {
    let monitor = try MonitorRun(arguments)
    #expect(monitor.end() == .exited(1))
    #expect(monitor.output == "")
    return monitor.errors
  }

  @Test func `says what it is`() throws {
    let version = try MonitorRun(["--version"])
    #expect(version.end() == .exited(0))
    #expect(version.errors.split(separator: "\n").contains("ABI version 2"))
    let help = try MonitorRun(["--help"])
    #expect(help.end() == .exited(0))
    #expect(help.output.hasPrefix("usage: merlon-ukvm "))
  }

  @Test func `refuses options and devices that do not fit`() throws {
    let hello = try GuestImage.path("hello", .spt)
    let answer = try GuestImage.path("answer", .spt)
    #expect(try refusal([]).contains("usage:"))
    #expect(try refusal(["--bogus", hello]).contains("Invalid option: --bogus"))
    #expect(try refusal(["--bogus", hello]).contains("usage:"))
    #expect(try refusal([answer]).contains("device service: the image declares it"))
    #expect(try refusal(["--net:other=user", answer]).contains("it declares service"))
    #expect(try refusal(["--block:service=/dev/null", answer]).contains("no such block device"))
    #expect(try refusal(["--net-mac:other=2:0:0:0:0:1", hello]).contains("declares no device"))
    #expect(
      try refusal(["--net:service=@0", "--forward:service=@0:80", answer])
        .contains("only a user network forwards"))
    #expect(
      try refusal(["--net:service=user", "--forward:service=@0:80", answer])
        .contains("descriptor 0 as a listening socket"))
    #expect(try refusal(["--net:service=@99", answer]).contains("descriptor 99 as a tap"))
  }

  @Test func `refuses files that are no images`() throws {
    #expect(try refusal(["/nonexistent"]).contains("No such file"))
    #expect(try refusal(["/tmp"]).contains("Is a directory"))
    #expect(try refusal(["/dev/zero"]).contains("cannot read image"))
    let path = Scratch.path("image")
    try Data(TestImage(entry: 0).file).write(to: URL(filePath: path))
    #expect(try refusal([path]).contains("e_entry"))
    var foreign = TestImage()
    foreign.abi[20] = 3
    try Data(foreign.file).write(to: URL(filePath: path))
    #expect(try refusal([path]).contains("target 3"))
  }

  @Test func `refuses disks that are not whole blocks, and arguments that are too long`() throws {
    let image = try GuestImage.path("block", .spt)
    for bytes in [0, 100, 700] {
      let disk = try MonitorTests.disk(bytes: bytes)
      for option in ["--block", "--block-readonly"] {
        #expect(try refusal(["\(option):disk=\(disk)", image]).contains("whole number of blocks"))
      }
    }
    for descriptor in [0, 99] {
      let option = "--block-readonly:disk=@\(descriptor)"
      #expect(try refusal([option, image]).contains("descriptor \(descriptor)"))
    }
    let hello = try GuestImage.path("hello", .spt)
    #expect(try refusal([hello, String(repeating: "x", count: 8192)]).contains("8191"))
    let fits = try MonitorRun(["--mem=8", hello, String(repeating: "x", count: 8191)])
    #expect(fits.end() == .exited(7))
  }

  @Test func `is loaded without the libraries of networks`() throws {
    // The dynamic loader's word for telling what it would load, and not running it.
    let monitor = try MonitorRun([], through: ["env", "LD_TRACE_LOADED_OBJECTS=1"])
    #expect(monitor.end() == .exited(0))
    #expect(monitor.output.contains("libc.so.6"))
    #expect(!monitor.output.contains("slirp"))
    #expect(!monitor.output.contains("glib"))
  }
}
