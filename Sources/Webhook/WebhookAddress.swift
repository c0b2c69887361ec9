import Glibc

/// `HOST:PORT`, with an address of IPv6 in brackets.
struct WebhookAddress: Hashable, Sendable {
  let host: String
  let port: String

  init(_ text: some StringProtocol) throws(WebhookError) {
    guard let colon = text.lastIndex(of: ":"),
      let number = UInt16(text[text.index(after: colon)...])
    else { throw WebhookError("'\(text)' is no address: write HOST:PORT") }
    let name = text[..<colon]
    let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
    host = String(isBracketed ? name.dropFirst().dropLast() : name[...])
    port = String(number)
    guard !host.isEmpty, isBracketed || !host.contains(":") else {
      throw WebhookError("'\(text)' is no address: write HOST:PORT, or [ADDRESS]:PORT")
    }
  }

  /// A socket that listens there, and its port.
  func listen() throws(WebhookError) -> (descriptor: Int32, port: UInt16) {
    try withAddresses(flags: AI_PASSIVE) { info in
      let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return nil }
      var yes: Int32 = 1
      setsockopt(
        descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
      guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0,
        Glibc.listen(descriptor, 64) == 0
      else {
        close(descriptor)
        return nil
      }
      return (descriptor, Self.port(of: descriptor))
    }
  }

  /// A socket that is connected there.
  func connect() throws(WebhookError) -> Int32 {
    try withAddresses(flags: 0) { info in
      let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return nil }
      var patience = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      guard Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 else {
        close(descriptor)
        return nil
      }
      return descriptor
    }
  }

  /// Tries each address that the name has until one works.
  private func withAddresses<Value>(
    flags: Int32, _ attempt: (addrinfo) -> Value?
  ) throws(WebhookError) -> Value {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, port, &hints, &list)
    guard code == 0 else {
      throw WebhookError("\(host):\(port): \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(list) }
    var next = list
    var reason = EADDRNOTAVAIL
    while let info = next {
      if let value = attempt(info.pointee) { return value }
      reason = errno
      next = info.pointee.ai_next
    }
    throw WebhookError("\(host):\(port): \(String(cString: strerror(reason)))")
  }

  private static func port(of descriptor: Int32) -> UInt16 {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(descriptor, $0, &length)
      }
    }
    // The port stands at the same place in both families.
    return withUnsafeBytes(of: &address) {
      UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }
}
