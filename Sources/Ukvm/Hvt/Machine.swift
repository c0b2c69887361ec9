import CUkvm
import Glibc

/// One KVM virtual machine with one virtual CPU, set up as an hvt guest expects it.
///
/// Lives as long as the process.
@safe struct Machine {
  private static let apiVersion: Int32 = 12
  private static let gdtLimit: UInt16 = 0x17

  let vcpu: Int32
  private let kvm: Int32
  private let machine: Int32
  private let run: UnsafeMutablePointer<kvm_run>

  /// Makes a machine over `memory`.
  init(memory: GuestMemory) throws(SystemError) {
    kvm = try SystemError.check(
      unsafe ukvm_open("/dev/kvm", O_RDWR),
      "open /dev/kvm, which an hvt image needs and an spt image does not")
    let version = try SystemError.check(ukvm_kvm_api_version(kvm), "ask KVM for its version")
    guard version == Self.apiVersion else {
      throw SystemError(operation: "use KVM: its API version is \(version)", code: ENOTSUP)
    }
    machine = try SystemError.check(ukvm_kvm_create_vm(kvm), "make a virtual machine")
    vcpu = try SystemError.check(ukvm_kvm_create_vcpu(machine), "make a virtual CPU")
    let size = try SystemError.check(ukvm_kvm_vcpu_mmap_size(kvm), "size a virtual CPU")
    guard let page = unsafe mmap(nil, Int(size), PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0),
      unsafe page != MAP_FAILED
    else { throw SystemError(operation: "map a virtual CPU", code: errno) }
    unsafe run = page.assumingMemoryBound(to: kvm_run.self)
    try SystemError.check(
      unsafe ukvm_kvm_set_memory(machine, memory.pointer(at: 0), memory.size),
      "give memory to the virtual machine")
  }

  /// The time stamp counter's frequency; a guest takes its clock from it.
  func tscHertz() throws(SystemError) -> UInt64 {
    let kilohertz = try SystemError.check(
      ukvm_kvm_tsc_khz(vcpu), "learn the frequency of the time stamp counter")
    return UInt64(kilohertz) * 1000
  }

  /// Sets the registers for a jump to `entry`.
  func prepare(entry: UInt64, stack: UInt64, bootInfo: UInt64) throws(SystemError) {
    try SystemError.check(ukvm_kvm_copy_cpuid(kvm, vcpu), "set the virtual CPU's features")
    var system = Self.systemRegisters
    try SystemError.check(unsafe ukvm_kvm_set_sregs(vcpu, &system), "set system registers")
    var registers = kvm_regs()
    registers.rip = entry
    registers.rsp = stack
    registers.rdi = bootInfo
    registers.rflags = 2
    try SystemError.check(unsafe ukvm_kvm_set_regs(vcpu, &registers), "set registers")
  }

  /// Why the guest stopped running for a moment, or for good.
  enum Stop {
    case port(ukvm_port_access)
    case hostReadOnly
    case other(reason: UInt32)
    case failed(code: Int32)
  }

  /// Lets the guest run until it needs something.
  func next() -> Stop {
    while true {
      let outcome = ukvm_kvm_run(vcpu)
      if outcome == -EINTR || outcome == -EAGAIN { continue }
      if outcome == -EFAULT { return .hostReadOnly }
      if outcome < 0 { return .failed(code: -outcome) }
      let reason = unsafe run.pointee.exit_reason
      if reason == UInt32(KVM_EXIT_IO) { return .port(unsafe ukvm_kvm_port_access(run)) }
      // Where KVM emulates every instruction, a write to host-read-only memory looks like this.
      return reason == UInt32(KVM_EXIT_MMIO) ? .hostReadOnly : .other(reason: reason)
    }
  }

  private static var systemRegisters: kvm_sregs {
    var registers = kvm_sregs()
    registers.cr0 = 0x8001_0021  // PG, WP, NE, PE
    registers.cr3 = PageTables.rootAddress
    registers.cr4 = 0x620  // PAE, OSFXSR, OSXMMEXCPT
    registers.efer = 0xd00  // LME, LMA, NXE
    registers.gdt.base = PageTables.gdtAddress
    registers.gdt.limit = gdtLimit
    registers.cs = segment(selector: 0x08, type: 9)
    registers.cs.l = 1
    var data = segment(selector: 0x10, type: 3)
    data.db = 1
    registers.ds = data
    registers.es = data
    registers.fs = data
    registers.gs = data
    registers.ss = data
    registers.tr.type = 11
    registers.tr.present = 1
    registers.ldt.unusable = 1
    return registers
  }

  private static func segment(selector: UInt16, type: UInt8) -> kvm_segment {
    var segment = kvm_segment()
    segment.selector = selector
    segment.limit = 0xffff_ffff
    segment.type = type
    segment.present = 1
    segment.s = 1
    segment.g = 1
    return segment
  }
}
