import Disk
import Glibc
import HostLink

/// A TCP socket that listens, shared by the agent and the monitors that it starts.
final class Listener: Sendable {
  /// The descriptor.
  let descriptor: Int32
  /// The port, also where the system chose it.
  let port: UInt16

  private init(descriptor: Int32, port: UInt16) {
    self.descriptor = descriptor
    self.port = port
  }

  deinit { close(descriptor) }

  /// Refuses connections from now on, also where a monitor still holds the socket.
  func refuse() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Listens at a numeric IPv4 or IPv6 address; port 0 lets the system choose.
  static func open(address: String, port: UInt16) throws(HostAgentError) -> Listener {
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_port = port.bigEndian
    var six = sockaddr_in6()
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
      return try listen(AF_INET, &four, "\(address):\(port)")
    }
    if inet_pton(AF_INET6, address, &six.sin6_addr) == 1 {
      return try listen(AF_INET6, &six, "[\(address)]:\(port)")
    }
    throw HostAgentError(.network, "'\(address)' is no numeric IPv4 or IPv6 address")
  }

  private static func listen<Address>(
    _ family: Int32, _ address: inout Address, _ name: String
  ) throws(HostAgentError) -> Listener {
    // Never blocks in `accept`: of two monitors that share it, one comes too late.
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(family, type, 0)
    guard descriptor >= 0 else {
      throw HostAgentError(.network, "cannot make a socket: \(SystemError.text(errno))")
    }
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    var size = socklen_t(MemoryLayout<Address>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, size) == 0 && Glibc.listen(descriptor, 1024) == 0
          && getsockname(descriptor, pointer, &size) == 0
      }
    }
    guard isListening else {
      let reason = errno == EADDRINUSE ? "another program listens there" : SystemError.text(errno)
      close(descriptor)
      throw HostAgentError(.network, "cannot listen at \(name): \(reason)")
    }
    // Both families have the port in the third and fourth byte.
    let port = withUnsafeBytes(of: &address) { UInt16($0[2]) << 8 | UInt16($0[3]) }
    return Listener(descriptor: descriptor, port: port)
  }
}
