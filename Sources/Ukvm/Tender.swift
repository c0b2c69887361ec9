import Solo5

/// The two kinds of guest that the monitor can run.
enum Tender {
  private static let abiVersion: UInt32 = 2
  private static let hugePageMiB = 2
  private static let machineMiBMax = 4096

  case machine
  case sandbox

  init(_ abi: ABINote, path: String) throws(MonitorError) {
    switch (abi.target, abi.version) {
    case (1, Self.abiVersion): self = .machine
    case (2, Self.abiVersion): self = .sandbox
    default:
      throw .image(path: path, .unsupported(target: abi.target, version: abi.version))
    }
  }

  /// What `--mem` comes to; says so when it is not what was asked for.
  func memoryBytes(_ asked: Int) -> UInt64 {
    guard self == .machine else { return UInt64(asked) << 20 }
    let given = min(
      max(asked / Self.hugePageMiB * Self.hugePageMiB, Self.hugePageMiB), Self.machineMiBMax)
    if given != asked { Report.line("merlon-ukvm: adjusting memory to \(given) MiB") }
    return UInt64(given) << 20
  }

  func run(
    _ image: ELFImage, _ plan: LoadPlan, _ devices: AttachedDevices, memoryBytes: UInt64,
    commandLine: String
  ) throws(SystemError) -> Never {
    switch self {
    case .sandbox:
      try SandboxedGuest.run(
        image, plan, devices, memoryBytes: memoryBytes, commandLine: commandLine)
    case .machine:
      try VirtualGuest.run(
        image, plan, devices, memoryBytes: memoryBytes, commandLine: commandLine)
    }
  }
}
