import Glibc

/// A GET over a connection of its own, to a port of this machine.
struct HTTPQuestion {
  let port: Int
  let path: String
  /// How long the answer may take.
  var patienceSeconds = 1

  /// The head of the answer, or `nil` if there is none in time.
  func ask() -> String? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    guard connect(descriptor) else { return nil }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) > 0 else {
      return nil
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  private func connect(_ descriptor: Int32) -> Bool {
    Endpoint(port: port).connect(descriptor)
  }

  /// A port of this machine that nobody listens on, and that the system gives no client.
  static func freePort() -> Int {
    while true {
      let port = Int.random(in: 10_000..<32_000)
      if HTTPQuestion(port: port, path: "/").isRefused { return port }
    }
  }

  private var isRefused: Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return !connect(descriptor)
  }
}
