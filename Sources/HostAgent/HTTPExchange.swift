import Disk
import Glibc
import HostLink
import Vocabulary

/// One GET over a connection of its own to an instance on this machine, within a time limit.
struct HTTPExchange: Sendable {
  /// What came of it.
  enum Outcome: Hashable, Sendable {
    /// The status of an HTTP answer.
    case status(Int)
    /// Somebody is there and does not go on with TLS.
    case refused
    /// No HTTP answer, and why.
    case none(String)
  }

  /// Where to ask.
  var endpoint = ProbeEndpoint.loopback
  /// The port there.
  let port: UInt16
  /// The path, checked when the probe was read.
  let path: String
  /// Whether it goes through TLS.
  var isTLS = false
  /// Name and password, if any.
  var credentials: (name: String, password: String)?
  /// What a client of TLS shows, if any.
  var identity: HostSecret?

  /// Asks, and waits for the status line at most until `deadline` on the monotonic clock.
  func run(until deadline: Int) -> Outcome {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    guard descriptor >= 0 else { return .none(SystemError.text(errno)) }
    defer { close(descriptor) }
    if let failure = connect(descriptor, until: deadline) { return .none(failure) }
    if isTLS { return runEncrypted(descriptor, until: deadline) }
    var rest = Array(request.utf8)[...]
    while !rest.isEmpty {
      guard wait(descriptor, POLLOUT, until: deadline) else { return .none("no answer in time") }
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno != EAGAIN, errno != EINTR { return .none(SystemError.text(errno)) }
      rest = rest.dropFirst(max(0, count))
    }
    return readStatus(descriptor, until: deadline)
  }

  /// The text of the request.
  var request: String {
    var lines = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUser-Agent: merlon-probe\r\n"
    if let credentials {
      let plain = Array("\(credentials.name):\(credentials.password)".utf8)
      lines += "Authorization: Basic \(Base64.encode(plain))\r\n"
    }
    return lines + "Connection: close\r\n\r\n"
  }

  /// Reads the status out of the first bytes of an answer; `nil` if there is none.
  static func status(in bytes: [UInt8]) -> Int? {
    let version = Array("HTTP/1.".utf8)
    let space = UInt8(ascii: " ")
    guard bytes.count >= 12, bytes.starts(with: version), bytes[8] == space,
      bytes.count == 12 || bytes[12] == space || bytes[12] == UInt8(ascii: "\r")
    else { return nil }
    let digits = bytes[9..<12]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Binds a source port that the system gives to no client.
  ///
  /// A user network keeps the source ports of this machine, but not the ports connected to. So the
  /// guest takes a client that comes with a probe's port for the probe, whose connection it still
  /// remembers, and does not answer.
  private func bindSource(_ descriptor: Int32) {
    for _ in 0..<16 {
      let source = UInt16.random(in: Self.sourcePorts)
      if Self.with(endpoint.source, source, { bind(descriptor, $0, $1) }) == 0 { return }
    }
    // Without one the system chooses: better a rare clash than no answer.
  }

  /// Below the usual range of `net.ipv4.ip_local_port_range`.
  private static let sourcePorts: Range<UInt16> = 20_000..<32_768

  private static func with(
    _ host: InternetAddress, _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.number.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func connect(_ descriptor: Int32, until deadline: Int) -> String? {
    if let interface = endpoint.interface?.text {
      let size = socklen_t(interface.utf8.count)
      guard setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, interface, size) == 0 else {
        return "cannot ask through \(interface): \(SystemError.text(errno))"
      }
    }
    bindSource(descriptor)
    let status = Self.with(endpoint.address, port) { Glibc.connect(descriptor, $0, $1) }
    if status == 0 { return nil }
    guard errno == EINPROGRESS else { return SystemError.text(errno) }
    guard wait(descriptor, POLLOUT, until: deadline) else { return "no answer in time" }
    var error: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
    return error == 0 ? nil : SystemError.text(error)
  }

  private func runEncrypted(_ descriptor: Int32, until deadline: Int) -> Outcome {
    guard let client = TLSClient(descriptor, as: identity) else {
      return .none(
        identity == nil
          ? "no TLS on this host" : "the certificate and key to ask with do not go together")
    }
    let late = Outcome.none("no answer in time")
    /// Repeats an operation until it is done; `nil` when time is over or the connection is.
    func perform(_ operation: () -> TLSClient.Outcome) -> Result<Int, HostAgentError>? {
      while true {
        switch operation() {
        case .done(let count): return .success(count)
        case .failed: return .failure(HostAgentError(.network, "TLS failed"))
        case .wait(let events):
          guard wait(descriptor, events, until: deadline) else { return nil }
        }
      }
    }
    let bytes = Array(request.utf8)[...]
    for operation in [client.handshake, { client.write(bytes) }] {
      switch perform(operation) {
      case nil: return late
      case .failure(let error): return client.hasHeard ? .refused : .none(error.detail)
      case .success: break
      }
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 512)
    while answer.count < 13 {
      switch perform({ client.read(into: &chunk) }) {
      case nil: return late
      case .failure(let error): return .none(error.detail)
      case .success(0): return .none("the connection was closed without an answer")
      case .success(let count): answer += chunk[..<count]
      }
    }
    return Self.status(in: answer).map(Outcome.status) ?? .none("the answer is not HTTP/1.x")
  }

  private func readStatus(_ descriptor: Int32, until deadline: Int) -> Outcome {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 512)
    while bytes.count < 13 {
      guard wait(descriptor, POLLIN, until: deadline) else { return .none("no answer in time") }
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EAGAIN || errno == EINTR { continue }
        return .none(SystemError.text(errno))
      }
      if count == 0 { return .none("the connection was closed without an answer") }
      bytes += chunk[..<count]
    }
    return Self.status(in: bytes).map(Outcome.status) ?? .none("the answer is not HTTP/1.x")
  }

  private func wait(_ descriptor: Int32, _ events: Int32, until deadline: Int) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
      let count = poll(&entry, 1, Int32(clamping: max(0, deadline - Clock.monotonic)))
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }
}
