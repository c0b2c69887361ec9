import Glibc

/// Where a server is asked.
struct Endpoint: Hashable {
  /// The IPv4 address, its first octet highest.
  var address: UInt32 = 0x7f00_0001
  let port: Int

  /// Connects a socket; false with `errno` otherwise.
  func connect(_ descriptor: Int32) -> Bool {
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(port).bigEndian
    place.sin_addr.s_addr = address.bigEndian
    return withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
