import Glibc
import Solo5

/// The memory of a guest as the monitor sees it.
///
/// Lives as long as the process.
@safe struct GuestMemory {
  /// What lies below is never mapped for an spt guest.
  static let lowestMapped: UInt64 = 0x1_0000

  /// Guest addresses that exist are below this.
  let size: UInt64
  /// Host address of guest address zero.
  private let origin: UInt

  /// Maps the memory of an spt guest, whose addresses are this process's own.
  static func ofThisProcess(size: UInt64) throws(SystemError) -> GuestMemory {
    let operation = "map \(size >> 20) MiB at 0x10000"
    guard size > lowestMapped else { throw SystemError(operation: operation, code: EINVAL) }
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE
    let wanted = unsafe UnsafeMutableRawPointer(bitPattern: UInt(lowestMapped))
    let address = unsafe mmap(
      wanted, Int(size - lowestMapped), PROT_READ | PROT_WRITE, flags, -1, 0)
    guard unsafe address == wanted else { throw SystemError(operation: operation, code: errno) }
    return GuestMemory(size: size, origin: 0)
  }

  /// Maps the memory of a KVM guest wherever there is room.
  static func anywhere(size: UInt64) throws(SystemError) -> GuestMemory {
    let flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE
    guard let address = unsafe mmap(nil, Int(size), PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe address != MAP_FAILED
    else { throw SystemError(operation: "map \(size >> 20) MiB of guest memory", code: errno) }
    return GuestMemory(size: size, origin: UInt(bitPattern: address))
  }

  private init(size: UInt64, origin: UInt) {
    self.size = size
    self.origin = origin
  }

  /// Gives the host's view of `count` bytes at a guest address, or `nil` if they do not all lie
  /// strictly below the end of memory.
  func bytes(at address: UInt64, count: UInt64) -> UnsafeMutableRawBufferPointer? {
    guard address < size, count < size - address else { return nil }
    return unsafe UnsafeMutableRawBufferPointer(
      start: pointer(at: address), count: Int(count))
  }

  /// Copies `bytes` to a guest address that the monitor has chosen or checked.
  func write(_ bytes: ArraySlice<UInt8>, at address: UInt64) {
    precondition(address <= size && UInt64(bytes.count) <= size - address)
    unsafe UnsafeMutableRawBufferPointer(start: pointer(at: address), count: bytes.count)
      .copyBytes(from: bytes)
  }

  /// Places the segments and protects their pages.
  ///
  /// - Parameter executable: Whether the host itself runs the guest's code.
  func load(_ plan: LoadPlan, from image: ELFImage, executable: Bool) throws(SystemError) {
    for segment in plan.segments {
      write(image.bytes[segment.file], at: segment.address)
      let flags = segment.protection
      var protection: Int32 = 0
      if flags.contains(.read) { protection |= PROT_READ }
      if flags.contains(.write) { protection |= PROT_WRITE }
      if flags.contains(.execute) { protection |= executable ? PROT_EXEC : PROT_READ }
      let pages = segment.pages
      let outcome = unsafe mprotect(
        pointer(at: pages.lowerBound), Int(pages.upperBound - pages.lowerBound), protection)
      guard outcome == 0 else {
        throw SystemError(operation: "protect a segment of the guest", code: errno)
      }
    }
  }

  /// The host address of a guest address.
  func pointer(at address: UInt64) -> UnsafeMutableRawPointer? {
    unsafe UnsafeMutableRawPointer(bitPattern: origin + UInt(address))
  }
}
