import Foundation
import TestSupport
import Testing
import Vocabulary

/// A guest with as many devices as its manifest can have.
@Suite(.serialized, .aside, .timeLimit(.minutes(10))) struct ManyDevicesTests {
  private static let netCount = 4
  private static let diskCount = 59
  /// Disks have blocks of these sizes, in turn.
  private static let sizes = [512, 4096, 32_768, 1024]

  /// The options for all disks, and their paths; each one has more blocks than the one before.
  private func disks() throws -> (options: [String], paths: [String]) {
    var (options, paths): ([String], [String]) = ([], [])
    for number in 0..<Self.diskCount {
      let size = Self.sizes[number % Self.sizes.count]
      let path = try MonitorTests.disk(bytes: size * (2 + number))
      options.append("--block:d\(number)=\(path)")
      // What is not said is 512.
      if size != 512 { options.append("--block-sector-size:d\(number)=\(size)") }
      paths.append(path)
    }
    return (options, paths)
  }

  private var networks: [String] { (0..<Self.netCount).map { "--net:n\($0)=user" } }

  private func run(_ target: Target, _ options: [String], _ what: String) throws -> MonitorRun {
    try MonitorRun(["--mem=8"] + options + ["--", try GuestImage.path("many", target), what])
  }

  @Test(arguments: Machines.targets)
  func `each of many disks has its own blocks, of its own size`(target: Target) throws {
    let disks = try disks()
    let monitor = try run(target, networks + disks.options, "b")
    #expect(monitor.end() == .exited(0), "\(monitor.errors)")
    for (number, path) in disks.paths.enumerated() {
      let bytes = try Data(contentsOf: URL(filePath: path))
      let size = Self.sizes[number % Self.sizes.count]
      #expect(bytes.suffix(size).allSatisfy { $0 == UInt8(number + 5) }, "disk \(number)")
      #expect(bytes.dropLast(size).allSatisfy { $0 == 0 }, "disk \(number)")
    }
  }

  /// One guest is told its disk's end by EINVAL, the other dies of the call.
  @Test(arguments: Machines.targets, ["o", "s"])
  func `what other disks have is out of a disk's reach`(target: Target, what: String) throws {
    let monitor = try run(target, networks + disks().options, what)
    #expect(monitor.end() == (target == .spt ? .signaled(SIGSYS) : .exited(2)), "\(monitor.errors)")
  }

  @Test(arguments: Machines.targets)
  func `one that is missing is named`(target: Target) throws {
    let options = networks + (try disks().options).filter { !$0.hasPrefix("--block:d41=") }
    let monitor = try run(target, options, "b")
    #expect(monitor.end() == .exited(1))
    #expect(monitor.errors.contains("d41"), "\(monitor.errors)")
  }

  @Test(arguments: ["3000", "256", "65536", "0"])
  func `a size that no block has is refused`(size: String) throws {
    var options = networks + (try disks().options)
    options.append("--block-sector-size:d0=\(size)")
    let monitor = try run(.spt, options, "b")
    #expect(monitor.end() == .exited(1))
    #expect(monitor.errors.contains("takes a power of two from 512 to 32768"), "\(monitor.errors)")
  }

  @Test func `a disk that is no whole number of blocks is refused`() throws {
    var options = networks + (try disks().options)
    // Two blocks of 512.
    options.append("--block-sector-size:d0=4096")
    let monitor = try run(.spt, options, "b")
    #expect(monitor.end() == .exited(1))
    #expect(monitor.errors.contains("not a whole number of blocks of 4096"), "\(monitor.errors)")
  }

  @Test(.enabled(if: Machines.hasTap), arguments: Machines.targets)
  func `each of several networks has its own frames`(target: Target) throws {
    let disks = try disks()
    let nets = (0..<Self.netCount).flatMap {
      ["--net:n\($0)=tap\($0)", "--net-mac:n\($0)=02:00:00:00:00:0\($0)"]
    }
    let script = SourceTree.path(of: "Tests/UkvmTests/Harness/frames.py")
    let image = try GuestImage.path("many", target)
    let words =
      ["unshare", "-rn", "python3", script, "\(Self.netCount)", MonitorRun.executable, "--mem=8"]
      + nets + disks.options + ["--", image, "n"]
    let answer = try Tool.run(words)
    #expect(answer.isSuccess, "\(answer.output)")
  }
}
