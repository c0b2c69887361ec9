import Solo5
import TestSupport
import Testing
import Ukvm
import Vocabulary

/// Filters, run by an interpreter of BPF.
@Suite struct SystemCallFilterTests {
  private static let x86: UInt32 = 0xc000_003e

  /// What the kernel would do.
  private func verdict(
    _ filter: SystemCallFilter, _ number: UInt32, _ arguments: [UInt64] = [],
    architecture: UInt32 = Self.x86
  ) -> UInt32? {
    func word(_ offset: Int) -> UInt32 {
      switch offset {
      case 0: number
      case 4: architecture
      default:
        (offset - 16) / 8 < arguments.count
          ? UInt32(truncatingIfNeeded: arguments[(offset - 16) / 8] >> (offset % 8 == 0 ? 0 : 32))
          : 0
      }
    }
    var accumulator: UInt32 = 0
    var at = 0
    while filter.instructions.indices.contains(at) {
      let instruction = filter.instructions[at]
      at += 1
      let holds: Bool
      switch instruction.code {
      case 0x20:
        accumulator = word(Int(instruction.operand))
        continue
      case 0x06: return instruction.operand
      case 0x15: holds = accumulator == instruction.operand
      case 0x25: holds = accumulator > instruction.operand
      case 0x35: holds = accumulator >= instruction.operand
      case 0x45: holds = accumulator & instruction.operand != 0
      default: return nil
      }
      at += Int(holds ? instruction.ifTrue : instruction.ifFalse)
    }
    return nil
  }

  private func allows(_ filter: SystemCallFilter, _ number: UInt32, _ arguments: UInt64...) -> Bool
  {
    verdict(filter, number, arguments) == SystemCallFilter.allow
  }

  @Test(arguments: Seeds.first(50)) func `means what its rules say`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func value() -> UInt64 {
      [0, 1, 7, 0x1_0000_0007, 0xffff_ffff, .max, 1 << 32].randomElement(using: &random) ?? 0
    }
    func condition() -> SystemCallRule.Condition {
      let argument = Int.random(in: 0...2, using: &random)
      return switch Int.random(in: 0...3, using: &random) {
      case 0: .equal(argument: argument, value())
      case 1: .equalLow(argument: argument, UInt32(truncatingIfNeeded: value()))
      case 2: .atMost(argument: argument, value())
      default: .clear(argument: argument, mask: value())
      }
    }
    let rules = (0..<6).map { _ in
      SystemCallRule(Int.random(in: 0...2, using: &random), condition(), condition())
    }
    let filter = SystemCallFilter(rules)
    for _ in 0..<300 {
      let number = UInt32.random(in: 0...3, using: &random)
      let arguments = [value(), value(), value()]
      let expected = rules.contains { rule in
        rule.number == number && rule.conditions.allSatisfy { holds($0, arguments) }
      }
      #expect(
        verdict(filter, number, arguments)
          == (expected ? SystemCallFilter.allow : SystemCallFilter.killProcess), "seed \(seed)")
    }
  }

  private func holds(_ condition: SystemCallRule.Condition, _ arguments: [UInt64]) -> Bool {
    switch condition {
    case .equal(let argument, let value): arguments[argument] == value
    case .equalLow(let argument, let value):
      UInt32(truncatingIfNeeded: arguments[argument]) == value
    case .atMost(let argument, let value): arguments[argument] <= value
    case .clear(let argument, let mask): arguments[argument] & mask == 0
    }
  }

  @Test func `kills other architectures and x32`() {
    let filter = SystemCallFilter([SystemCallRule(1)])
    #expect(allows(filter, 1))
    #expect(verdict(filter, 1, architecture: 0x4000_0003) == SystemCallFilter.killProcess)
    #expect(verdict(filter, 0x4000_0001) == SystemCallFilter.killProcess)
  }

  @Test func `gives an spt guest its devices and nothing else`() throws {
    var image = TestImage()
    image.manifest = TestImage.note(
      0x3154_464d,
      TestImage.zeros(4) + [1, 0, 0, 0, 3, 0, 0, 0] + TestImage.reserved
        + TestImage.device("net", 2) + TestImage.device("disk", 1))
    var manifest = try ELFImage(bytes: image.file).manifest
    manifest.attach(.network(descriptor: 6, mtu: 1500), to: 1)
    manifest.attach(.block(descriptor: 7, capacity: 4096, blockSize: 512), to: 2)
    let filter = SandboxFilter.filter(for: manifest, epoll: 4, timer: 5)
    #expect(allows(filter, 0, 6) && !allows(filter, 0, 0) && !allows(filter, 0, 7))
    #expect(allows(filter, 1, 1) && allows(filter, 1, 6) && !allows(filter, 1, 2))
    #expect(!allows(filter, 1, 0x1_0000_0001), "arguments are compared in 64 bits")
    for call: UInt32 in [17, 18] {
      #expect(allows(filter, call, 7, 0, 512, 0) && allows(filter, call, 7, 0, 512, 3584))
      #expect(!allows(filter, call, 7, 0, 512, 3585) && !allows(filter, call, 7, 0, 512, .max))
      #expect(!allows(filter, call, 7, 0, 513, 0) && !allows(filter, call, 6, 0, 512, 0))
    }
    #expect(allows(filter, 158, 0x1002) && !allows(filter, 158, 0x1001))
    #expect(allows(filter, 228, 0) && allows(filter, 228, 1) && !allows(filter, 228, 2))
    #expect(allows(filter, 231) && allows(filter, 281, 4) && !allows(filter, 281, 5))
    #expect(allows(filter, 286, 5) && !allows(filter, 286, 4))
    let known = Set(SandboxCall.allCases.map(\.rawValue))
    for call: UInt32 in 0..<600 where !known.contains(call) {
      #expect(!allows(filter, call, 6, 0, 512, 0), "system call \(call)")
    }
  }

  @Test func `lets nobody write what is attached to be read`() throws {
    var image = TestImage()
    image.manifest = TestImage.note(
      0x3154_464d,
      TestImage.zeros(4) + [1, 0, 0, 0, 2, 0, 0, 0] + TestImage.reserved
        + TestImage.device("disk", 1))
    var manifest = try ELFImage(bytes: image.file).manifest
    manifest.attach(
      .block(descriptor: 7, capacity: 4096, blockSize: 512, isReadOnly: true), to: 1)
    for filter in [
      SandboxFilter.filter(for: manifest, epoll: 4, timer: 5),
      MachineFilter.filter(for: manifest, vcpu: 4),
    ] {
      #expect(allows(filter, 17, 7, 0, 512, 0))
      #expect(!allows(filter, 18, 7, 0, 512, 0))
    }
  }

  @Test(arguments: [[], [2], [1], [2, 1]] as [[UInt32]])
  func `admits what reviewers are told that it admits`(devices: [UInt32]) throws {
    var image = TestImage()
    image.manifest = TestImage.note(
      0x3154_464d,
      TestImage.zeros(4) + [1, 0, 0, 0, UInt8(devices.count + 1), 0, 0, 0] + TestImage.reserved
        + devices.flatMap { TestImage.device("device\($0)", $0) })
    var manifest = try ELFImage(bytes: image.file).manifest
    for (index, device) in devices.enumerated() {
      manifest.attach(
        device == 2
          ? .network(descriptor: 6, mtu: 1500)
          : .block(descriptor: 7, capacity: 4096, blockSize: 512), to: index + 1)
    }
    let filter = SandboxFilter.filter(for: manifest, epoll: 4, timer: 5)
    // For each call, arguments as a guest would give them.
    let arguments: [SandboxCall: [UInt64]] = [
      .read: [6], .write: [1], .pread64: [7, 0, 512, 0], .pwrite64: [7, 0, 512, 0],
      .archPrctl: [0x1002], .clockGettime: [1], .epollPwait: [4], .timerfdSettime: [5],
    ]
    let admitted = SandboxCall.allCases.filter {
      verdict(filter, $0.rawValue, arguments[$0] ?? []) == SystemCallFilter.allow
    }
    let kinds = Set(devices.compactMap(ManifestEntry.Kind.init))
    #expect(admitted.map(\.name).sorted() == AdmittedCalls.names(of: .spt, devices: kinds))
  }
}
