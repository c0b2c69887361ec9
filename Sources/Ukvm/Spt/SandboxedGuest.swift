import CUkvm
import Glibc
import Solo5

/// The spt target: this very process becomes the guest, under a seccomp filter.
enum SandboxedGuest {
  /// Between the boot info and the image.
  private static let scratchAddress: UInt64 = 0x8_0000

  /// Loads the guest and jumps to it.
  static func run(
    _ image: ELFImage, _ plan: LoadPlan, _ devices: AttachedDevices, memoryBytes: UInt64,
    commandLine: String
  ) throws(SystemError) -> Never {
    let epoll = try SystemError.check(ukvm_epoll_create(), "make an epoll set")
    let timer = try SystemError.check(ukvm_timer_create(), "make a timer")
    try SystemError.check(
      ukvm_epoll_add(epoll, timer, UInt64(UKVM_TIMER_EVENT)), "wait for the timer")
    for (handle, entry) in devices.manifest.entries.enumerated() {
      guard case .network(let descriptor, _) = entry.backing else { continue }
      try SystemError.check(
        ukvm_epoll_add(epoll, descriptor, UInt64(handle)), "wait for network \(entry.name)")
    }
    let descriptors = devices.descriptors + [epoll, timer]
    try Descriptors.closeAll(except: descriptors)
    let memory = try GuestMemory.ofThisProcess(size: memoryBytes)
    try memory.load(plan, from: image, executable: true)
    let info = BootInfo(
      memoryBytes: memoryBytes, kernelEnd: plan.kernelEnd,
      target: .spt(epoll: epoll, timer: timer), manifest: devices.manifest,
      commandLine: commandLine)
    memory.write(info.encoded[...], at: info.address)
    try Confinement.enter(descriptors: Descriptors.end(of: descriptors))
    try SandboxFilter.filter(for: devices.manifest, epoll: epoll, timer: timer).leave(
      to: ukvm_guest(
        entry: image.entry, boot_info: info.address, memory_end: memoryBytes,
        scratch: scratchAddress))
  }
}
