import Foundation
import Glibc
import TestSupport

/// A client that sends what it likes and reads when it likes.
final class RawConnection {
  private let descriptor: Int32

  /// Connects to a port of 127.0.0.1.
  ///
  /// - Parameter receiveBuffer: How many bytes the kernel keeps that were not read; its own choice
  ///   when `nil`.
  init(to port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw RawConnectionError(code: errno) }
  }

  deinit { close(descriptor) }

  /// Sends all of a text; false when the server has ended the connection.
  @discardableResult
  func send(_ text: String) -> Bool { send(bytes: Array(text.utf8)) }

  /// Sends all of some bytes; false when the server has ended the connection.
  @discardableResult
  func send(bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Says that nothing more will be sent.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Whether there is something to read, or the end.
  var hasInput: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0
  }

  /// Reads until the server closes, or until there is as much as asked for.
  func receive(atMost limit: Int = .max) throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while bytes.count < limit {
      let count = recv(descriptor, &buffer, min(buffer.count, limit - bytes.count), 0)
      guard count >= 0 else { throw RawConnectionError(code: errno, received: bytes.count) }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A connection that was reset, or on which nothing came.
struct RawConnectionError: Error {
  let code: Int32
  var received = 0
}
