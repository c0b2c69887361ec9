import Glibc

/// A client of one instance that keeps its connection as long as the server does.
///
/// A connection that the server ends after it has said so is no failure: the next question takes a
/// new one. Anything else is what a rollout must not do to anybody.
struct RolloutClient: ~Copyable {
  /// What came of a question.
  enum Outcome {
    case answered
    /// Answered, and the server said that this was the last answer of this connection.
    case ended
    case refused
    case reset
    case failed
  }

  private let endpoint: Endpoint
  private let keepsAlive: Bool
  private var descriptor: Int32 = -1
  private var buffer = [UInt8](repeating: 0, count: 16 << 10)

  init(of endpoint: Endpoint, keepsAlive: Bool) {
    self.endpoint = endpoint
    self.keepsAlive = keepsAlive
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Asks once.
  mutating func ask() -> Outcome {
    if descriptor < 0, let failure = connect() { return failure }
    let close = keepsAlive ? "" : "Connection: close\r\n"
    let request = Array("GET / HTTP/1.1\r\nHost: x\r\n\(close)\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return giveUp()
    }
    var answer: [UInt8] = []
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return count == 0 ? giveUp(.failed) : giveUp() }
      answer += buffer[..<count]
      guard let head = Head(answer) else { continue }
      guard answer.count >= head.length + head.bodyLength else { continue }
      guard head.isOK else { return giveUp(.failed) }
      guard head.isLast else { return .answered }
      hangUp()
      return keepsAlive ? .ended : .answered
    }
  }

  private mutating func connect() -> Outcome? {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return .failed }
    var patience = timeval(tv_sec: 15, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    return endpoint.connect(descriptor) ? nil : giveUp()
  }

  private mutating func giveUp(_ outcome: Outcome? = nil) -> Outcome {
    let code = errno
    hangUp()
    if let outcome { return outcome }
    return code == ECONNREFUSED ? .refused : [ECONNRESET, EPIPE].contains(code) ? .reset : .failed
  }

  private mutating func hangUp() {
    close(descriptor)
    descriptor = -1
  }

  /// What the client has to know of an answer's head.
  private struct Head {
    let length: Int
    let bodyLength: Int
    let isOK: Bool
    let isLast: Bool

    init?(_ bytes: [UInt8]) {
      let text = String(decoding: bytes, as: UTF8.self)
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
      guard let end = lines.firstIndex(of: "") else { return nil }
      let fields = lines[..<end].dropFirst().map { $0.lowercased() }
      length = lines[...end].reduce(0) { $0 + $1.utf8.count + 2 }
      let size = fields.first { $0.hasPrefix("content-length: ") }
      bodyLength = size.flatMap { Int($0.dropFirst(16)) } ?? 0
      isOK = lines[0].hasPrefix("HTTP/1.1 200 ")
      isLast = fields.contains("connection: close")
    }
  }
}
