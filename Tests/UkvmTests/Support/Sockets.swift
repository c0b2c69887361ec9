import Foundation

/// The test's own end of connections; blocking calls on loopback and Unix sockets only.
enum Sockets {
  /// Listens on a free port of 127.0.0.1.
  static func listener() -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var name = address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        _ = bind(descriptor, name, size)
        _ = listen(descriptor, 64)
        _ = getsockname(descriptor, name, &size)
      }
    }
    return (descriptor, UInt16(bigEndian: name.sin_port))
  }

  /// Connects to a port of 127.0.0.1; `nil` if that is refused.
  static func connect(_ port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var name = address(port)
    let outcome = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else {
      close(descriptor)
      return nil
    }
    limit(descriptor)
    return descriptor
  }

  /// Makes a read that gets nothing for half a minute come back empty, so that a test fails.
  private static func limit(_ descriptor: Int32) {
    var time = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Connects to a Unix socket.
  static func connect(path: String) -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let outcome = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard outcome == 0 else {
      close(descriptor)
      return nil
    }
    limit(descriptor)
    return descriptor
  }

  static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Reads to the end of the connection, or to the first newline.
  static func read(_ descriptor: Int32, line: Bool = false) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) == 1 {
      if line && byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What the answering guest says on a new connection.
  static func ask(_ port: UInt16) -> String? {
    guard let descriptor = connect(port) else { return nil }
    defer { close(descriptor) }
    write("question\n", to: descriptor)
    return read(descriptor)
  }

  /// Whether something arrives, or the other side closes, within a moment.
  static func isQuiet(_ descriptor: Int32, milliseconds: Int32) -> Bool {
    var set = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&set, 1, milliseconds) == 0
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return name
  }
}
