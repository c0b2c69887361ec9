import CUkvm
import Glibc
import Solo5

/// The hvt target: the guest has a virtual CPU, and this process serves its hypercalls.
enum VirtualGuest {
  /// Loads the guest and runs it to its end.
  static func run(
    _ image: ELFImage, _ plan: LoadPlan, _ devices: AttachedDevices, memoryBytes: UInt64,
    commandLine: String
  ) throws(SystemError) -> Never {
    try Descriptors.closeAll(except: devices.descriptors)
    try SystemError.check(ukvm_report_signals(), "handle signals")
    let memory = try GuestMemory.anywhere(size: memoryBytes)
    let machine = try Machine(memory: memory)
    try memory.load(plan, from: image, executable: false)
    writeTables(plan, memory)
    let info = BootInfo(
      memoryBytes: memoryBytes, kernelEnd: plan.kernelEnd,
      target: .hvt(tscHertz: try machine.tscHertz()), manifest: devices.manifest,
      commandLine: commandLine)
    memory.write(info.encoded[...], at: info.address)
    try machine.prepare(entry: image.entry, stack: memoryBytes - 8, bootInfo: info.address)
    let hypercalls = Hypercalls(memory: memory, manifest: devices.manifest)
    try Confinement.enter(
      descriptors: Descriptors.end(of: devices.descriptors + [machine.vcpu]), isAlone: false)
    try MachineFilter.filter(for: devices.manifest, vcpu: machine.vcpu).seal()
    while true {
      switch machine.next() {
      case .port(let access): hypercalls.serve(access)
      case .hostReadOnly:
        end("host/guest translation fault: the guest wrote where it may not, or left its memory")
      case .other(let reason): end(text(reason))
      case .failed(let code): end(unsafe "KVM_RUN: \(String(cString: strerror(code)))")
      }
    }
  }

  /// Says why the guest is over, and ends with status 1.
  static func end(_ problem: String) -> Never {
    Report.line("merlon-ukvm: \(problem)")
    _exit(1)
  }

  private static func text(_ reason: UInt32) -> String {
    switch Int32(reason) {
    case KVM_EXIT_HLT: "the guest halted its CPU without asking to end"
    case KVM_EXIT_SHUTDOWN: "the guest's CPU shut down (triple fault)"
    case KVM_EXIT_INTERNAL_ERROR:
      "KVM cannot go on (internal error); paravirtual KVM runs integer-only guests"
    default: "the guest stopped: KVM exit reason \(reason)"
    }
  }

  private static func writeTables(_ plan: LoadPlan, _ memory: GuestMemory) {
    let executable = plan.segments.filter { $0.protection.contains(.execute) }.map(\.pages)
    let tables = PageTables(memoryBytes: memory.size, executable: executable)
    for (address, entries) in tables.tables { write(entries, at: address, memory) }
    write(PageTables.gdt, at: PageTables.gdtAddress, memory)
  }

  private static func write(_ entries: [UInt64], at address: UInt64, _ memory: GuestMemory) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 8)
    for entry in entries { bytes.append(littleEndian: entry) }
    memory.write(bytes[...], at: address)
  }
}
