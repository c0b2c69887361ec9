import CUkvm
import Glibc
import Solo5

/// Serves what an hvt guest asks for by writing to a port.
///
/// Anything out of order ends the guest.
@safe struct Hypercalls {
  private static let cookieBytes: UInt64 = 512

  private enum Result: Int32 { case ok = 0, again = 1, invalid = 2 }

  private let memory: GuestMemory
  private let backings: [ManifestEntry.Backing?]
  private let polled: [(handle: Int, descriptor: Int32)]
  /// The kinds of device that are attached.
  private let kinds: Set<ManifestEntry.Kind>

  init(memory: GuestMemory, manifest: Manifest) {
    self.memory = memory
    backings = manifest.entries.map(\.backing)
    polled = manifest.entries.enumerated().compactMap { handle, entry in
      guard case .network(let descriptor, _) = entry.backing else { return nil }
      return (handle, descriptor)
    }
    kinds = Set(manifest.entries.filter(\.isAttached).compactMap(\.kind))
  }

  func serve(_ access: ukvm_port_access) {
    guard access.is_out != 0, access.size == 4, access.count == 1 else { Self.refusePort(access) }
    let argument = UInt64(access.value)
    let number = Int(access.port) - Int(Hypercall.portBase)
    guard (0...255).contains(number) else { Self.refusePort(access) }
    guard let call = Hypercall(rawValue: UInt16(number)),
      AdmittedCalls.isAdmitted(for: call.device, among: kinds)
    else { VirtualGuest.end("Invalid guest hypercall: number \(number)") }
    switch call {
    case .wallTime: wallTime(Arguments(memory, argument, 8))
    case .puts: puts(Arguments(memory, argument, 16))
    case .poll: wait(Arguments(memory, argument, 24))
    case .blockWrite: block(Arguments(memory, argument, 40), writes: true)
    case .blockRead: block(Arguments(memory, argument, 40), writes: false)
    case .netWrite: netWrite(Arguments(memory, argument, 32))
    case .netRead: netRead(Arguments(memory, argument, 32))
    case .halt: halt(Arguments(memory, argument, 16))
    }
  }

  private static func refusePort(_ access: ukvm_port_access) -> Never {
    VirtualGuest.end("Invalid guest port access: port 0x\(String(access.port, radix: 16))")
  }

  /// The argument structure of one hypercall, checked to lie inside the guest's memory.
  @safe private struct Arguments {
    private let bytes: UnsafeMutableRawBufferPointer
    private let memory: GuestMemory

    init(_ memory: GuestMemory, _ address: UInt64, _ count: UInt64) {
      self.memory = memory
      unsafe bytes = Self.checked(memory, address, count)
    }

    subscript(_ offset: Int) -> UInt64 {
      get { unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
      nonmutating set {
        unsafe bytes.storeBytes(of: newValue, toByteOffset: offset, as: UInt64.self)
      }
    }

    func set32(_ offset: Int, _ value: Int32) {
      unsafe bytes.storeBytes(of: value, toByteOffset: offset, as: Int32.self)
    }

    /// The buffer that two fields describe.
    func buffer(_ addressField: Int, _ countField: Int) -> UnsafeMutableRawBufferPointer {
      unsafe Self.checked(memory, self[addressField], self[countField])
    }

    func check(_ address: UInt64, _ count: UInt64) {
      _ = unsafe Self.checked(memory, address, count)
    }

    private static func checked(
      _ memory: GuestMemory, _ address: UInt64, _ count: UInt64
    ) -> UnsafeMutableRawBufferPointer {
      guard let bytes = unsafe memory.bytes(at: address, count: count) else {
        VirtualGuest.end(
          "Invalid guest access: \(count) bytes at 0x\(String(address, radix: 16))")
      }
      return unsafe bytes
    }
  }

  // MARK: The calls

  private func wallTime(_ arguments: Arguments) {
    arguments[0] = ukvm_nanoseconds(CLOCK_REALTIME)
  }

  private func puts(_ arguments: Arguments) {
    let text = unsafe arguments.buffer(0, 8)
    _ = unsafe write(STDOUT_FILENO, text.baseAddress, text.count)
  }

  private func wait(_ arguments: Arguments) {
    let nanoseconds = arguments[0]
    var set = polled.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let count = unsafe set.withUnsafeMutableBufferPointer {
      unsafe ukvm_wait($0.baseAddress, UInt32($0.count), nanoseconds)
    }
    var ready: UInt64 = 0
    for (place, device) in polled.enumerated() where count > 0 && set[place].revents != 0 {
      ready |= 1 << UInt64(device.handle)
    }
    arguments[8] = ready
    arguments.set32(16, Int32(ready.nonzeroBitCount))
  }

  private func block(_ arguments: Arguments, writes: Bool) {
    let buffer = unsafe arguments.buffer(16, 24)
    guard case .block(let descriptor, let capacity, _, let isReadOnly) = backing(arguments[0]),
      !(writes && isReadOnly)
    else { return arguments.set32(32, Result.invalid.rawValue) }
    let offset = arguments[8]
    guard offset < capacity, UInt64(buffer.count) <= capacity - offset else {
      return arguments.set32(32, Result.invalid.rawValue)
    }
    let count =
      writes
      ? unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      : unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
    guard count == buffer.count else { Self.fail("transfer blocks", count) }
    arguments.set32(32, Result.ok.rawValue)
  }

  private func netWrite(_ arguments: Arguments) {
    let frame = unsafe arguments.buffer(8, 16)
    guard case .network(let descriptor, _) = backing(arguments[0]) else {
      return arguments.set32(24, Result.invalid.rawValue)
    }
    let count = unsafe write(descriptor, frame.baseAddress, frame.count)
    guard count == frame.count else { Self.fail("send a frame", count) }
    arguments.set32(24, Result.ok.rawValue)
  }

  private func netRead(_ arguments: Arguments) {
    let buffer = unsafe arguments.buffer(8, 16)
    guard case .network(let descriptor, _) = backing(arguments[0]) else {
      return arguments.set32(24, Result.invalid.rawValue)
    }
    let count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
    guard count > 0 else {
      guard count == 0 || errno == EAGAIN else { Self.fail("receive a frame", count) }
      return arguments.set32(24, Result.again.rawValue)
    }
    arguments[16] = UInt64(count)
    arguments.set32(24, Result.ok.rawValue)
  }

  private func halt(_ arguments: Arguments) -> Never {
    let cookie = arguments[0]
    if cookie != 0 { arguments.check(cookie, Self.cookieBytes) }
    _exit(Int32(arguments[8] & 0xff))
  }

  private func backing(_ handle: UInt64) -> ManifestEntry.Backing? {
    handle < UInt64(backings.count) ? backings[Int(handle)] : nil
  }

  private static func fail(_ operation: String, _ count: Int) -> Never {
    let cause = count < 0 ? unsafe String(cString: strerror(errno)) : "short transfer"
    VirtualGuest.end("cannot \(operation): \(cause)")
  }
}
