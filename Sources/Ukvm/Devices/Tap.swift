import CUkvm
import Glibc
import Solo5

/// A tap interface of the host behind a guest's network device.
enum Tap {
  private static let up = Int32(IFF_UP)
  private static let running = Int32(IFF_RUNNING)

  /// Opens an interface that exists already and is up.
  static func attach(
    _ interface: String, name: String
  ) throws(MonitorError) -> ManifestEntry.Backing {
    do throws(SystemError) {
      let flags = try SystemError.check(
        unsafe ukvm_interface_flags(interface), "find interface \(interface) for network \(name)")
      guard flags & (up | running) != 0 else {
        throw SystemError(operation: "use interface \(interface): it is not up", code: ENETDOWN)
      }
      let descriptor = try SystemError.check(
        unsafe ukvm_open("/dev/net/tun", O_RDWR | O_NONBLOCK), "open /dev/net/tun")
      try SystemError.check(
        unsafe ukvm_tap_attach(descriptor, interface), "attach to \(interface)")
      return try backing(descriptor, interface)
    } catch { throw .system(error) }
  }

  /// Takes a descriptor over that is attached to its interface already.
  static func inherit(
    _ descriptor: Int32, name: String
  ) throws(MonitorError) -> ManifestEntry.Backing {
    do throws(SystemError) {
      var interface = [CChar](repeating: 0, count: Int(IFNAMSIZ))
      let outcome = unsafe interface.withUnsafeMutableBufferPointer {
        unsafe ukvm_tap_name(descriptor, $0.baseAddress)
      }
      try SystemError.check(outcome, "use descriptor \(descriptor) as a tap for network \(name)")
      try SystemError.check(ukvm_set_nonblocking(descriptor), "set descriptor \(descriptor) up")
      let text = interface.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return try backing(descriptor, String(decoding: text, as: UTF8.self))
    } catch { throw .system(error) }
  }

  /// Keeps from the guest what policy does not let in; nothing is kept from images without limits.
  static func confine(
    _ backing: ManifestEntry.Backing, by limits: MonitorLimits, name: String
  ) throws(MonitorError) {
    guard case .network(let descriptor, _) = backing, let ports = limits.ports else { return }
    let program = FrameFilter.program(ports: ports, peers: limits.peers).map(\.forKernel)
    let outcome = unsafe program.withUnsafeBufferPointer {
      unsafe ukvm_tap_filter(descriptor, $0.baseAddress, UInt16($0.count))
    }
    do throws(SystemError) {
      try SystemError.check(outcome, "hold network \(name) to the ports that policy opens")
    } catch { throw .system(error) }
  }

  private static func backing(
    _ descriptor: Int32, _ interface: String
  ) throws(SystemError) -> ManifestEntry.Backing {
    let mtu = try SystemError.check(
      unsafe ukvm_interface_mtu(interface), "learn the MTU of \(interface)")
    unsafe ukvm_interface_disable_offloads(interface)
    return .network(descriptor: descriptor, mtu: UInt16(clamping: mtu))
  }
}
